// What piscina's workers do in bench/library: nothing.
module.exports = () => {};
