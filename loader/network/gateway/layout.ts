/** The gateway's memory: the device's region first, then lwIP's data and stack, then what it allocates. */

/** Address of lwIP's data (wasm-ld --global-base): behind the rings of as many peers as a network can have. */
export const GATEWAY_DATA = 288 * 1024 ** 2;
/** Bytes for data and allocations: connections whose readers are slow fill them, untouched pages cost nothing. */
export const GATEWAY_HEAP = 512 * 1024 ** 2;
