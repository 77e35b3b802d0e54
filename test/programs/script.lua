-- What a script commonly does, with results that are the same everywhere.
local args = { ... }
print(#args, args[1], args[2], _VERSION)

-- strings
print(("%5.2f|%-6s|%x|%q"):format(3.14159, "ab", 255, 'a "quote"'))
print(("the quick brown fox"):gsub("%w+", function(w) return w:sub(1, 1):upper() .. w:sub(2) end))
for key, value in ("a=1, b=22, c=333"):gmatch("(%w+)=(%w+)") do io.write(key, "->", value, " ") end
print(("x"):rep(5, "-"), ("abc"):reverse(), ("abc"):byte(1, -1))
print(string.pack("<i4", 100):byte(1, -1))
print(utf8.char(0x20ac), utf8.len("naïve"))
print(tostring(1e15), 2 ^ 53, 7 // 2, -7 // 2, 7 % -3, 1 / 0, math.maxinteger, 10 / 2)

-- tables and sorting
local t = {}
for i = 1, 1000 do t[i] = (i * 7919) % 1009 end
table.sort(t)
local ordered = true
for i = 2, #t do ordered = ordered and t[i - 1] <= t[i] end
print(ordered, #t, table.concat({ 1, 2, 3 }, "+"), select("#", table.unpack({ 1, 2, nil, 4 }, 1, 4)))

-- metatables, closures, goto
local V = {}
V.__index = V
V.__add = function(a, b) return setmetatable({ x = a.x + b.x }, V) end
V.__tostring = function(v) return "V(" .. v.x .. ")" end
V.__close = function() print("closed") end
print(tostring(setmetatable({ x = 1 }, V) + setmetatable({ x = 2 }, V)))
do
  local guard <close> = setmetatable({ x = 0 }, V)
end

-- coroutines
local function numbers(n)
  return coroutine.wrap(function() for i = 1, n do coroutine.yield(i * i) end end)
end
for square in numbers(5) do io.write(square, " ") end
print()

-- errors: each goes through longjmp
local caught = 0
for i = 1, 10000 do
  local ok, message = pcall(error, { code = i })
  if not ok and message.code == i then caught = caught + 1 end
end
print(caught, select(2, pcall(function() local x = nil; return x.field end)))
print(xpcall(function() error("deep") end, function(m) return "handled " .. m:gsub("^.-:%d+: ", "") end))
local function recurse(n) return 1 + recurse(n + 1) end
print((select(2, pcall(recurse, 1)):gsub(".*(stack overflow).*", "%1")))

-- files
local f = assert(io.open("written.txt", "w"))
for i = 1, 3 do f:write("line ", i, "\n") end
f:close()
for line in io.lines("written.txt") do io.write("[", line, "]") end
print()
f = io.open("written.txt")
print(f:seek("end"), f:seek("set", 5), f:read("n"), f:read("L"), f:read("a"))
f:close()
print(io.open("not-there"))
print(os.rename("written.txt", "moved.txt"), os.rename("moved.txt", "written.txt"), os.remove("not-there"))

-- os
print(os.getenv("GREETING"), os.getenv("NOT_THERE"))
print(os.date("!%Y-%m-%d %H:%M:%S", 86400 * 365), os.time({ year = 2000, month = 1, day = 1, hour = 12 }) > 0)
print(type(os.clock()), os.time() > 1.7e9, os.tmpname() ~= nil)

-- collecting
local weak = setmetatable({}, { __mode = "v" })
for i = 1, 100 do weak[i] = {} end
collectgarbage()
local left = 0
for _ in pairs(weak) do left = left + 1 end
print(left, collectgarbage("count") > 0)
os.exit(3, true)
