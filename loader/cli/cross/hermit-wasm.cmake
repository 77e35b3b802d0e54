# Toolchain file for CMake: cmake -DCMAKE_TOOLCHAIN_FILE="$(hermit-wasm env --cmake)" ...
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_TRY_COMPILE_TARGET_TYPE EXECUTABLE)

set(hermit_bin "${CMAKE_CURRENT_LIST_DIR}/../bin")
set(CMAKE_C_COMPILER "${hermit_bin}/hermit-wasm-cc")
set(CMAKE_C_COMPILER_ID Clang)
set(CMAKE_C_COMPILER_TARGET wasm32-unknown-unknown)
set(CMAKE_ASM_COMPILER "${hermit_bin}/hermit-wasm-cc")
set(MPI_C_COMPILER "${hermit_bin}/hermit-wasm-mpicc")
foreach(tool AR RANLIB NM STRIP OBJDUMP OBJCOPY)
  string(TOLOWER "${tool}" file)
  set(CMAKE_${tool} "${hermit_bin}/hermit-wasm-${file}" CACHE FILEPATH "")
  set(CMAKE_C_COMPILER_${tool} "${hermit_bin}/hermit-wasm-${file}" CACHE FILEPATH "")
endforeach()
set(PKG_CONFIG_EXECUTABLE "${hermit_bin}/hermit-wasm-pkg-config" CACHE FILEPATH "")

# Programs that a project runs while it is built, and its tests.
set(CMAKE_CROSSCOMPILING_EMULATOR "${hermit_bin}/hermit-wasm-run" -q --dir /)
# There are no shared libraries.
set_property(GLOBAL PROPERTY TARGET_SUPPORTS_SHARED_LIBS FALSE)
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
get_filename_component(hermit_sysroot "${CMAKE_CURRENT_LIST_DIR}/../../../sysroot" ABSOLUTE)
list(APPEND CMAKE_FIND_ROOT_PATH "${hermit_sysroot}")
