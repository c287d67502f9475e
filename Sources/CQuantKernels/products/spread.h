// Codes as bytes, for machines that only shift and mask.

// The codes 0, 2, 4 and 6 of every lane, a byte each.
static inline vbytes qk_even_codes(int bits, vuint lanes) {
  const uint32_t mask = (1u << bits) - 1;
  vuint spread = {0};
#pragma clang loop unroll(full)
  for (int byte = 0; byte < 4; byte++) {
    spread |= (lanes << ((8 - 2 * bits) * byte)) & (mask << (8 * byte));
  }
  return (vbytes)spread;
}

// The codes 1, 3, 5 and 7.
static inline vbytes qk_odd_codes(int bits, vuint lanes) {
  return qk_even_codes(bits, lanes >> bits);
}
