/** Bytes of a mebibyte. */
export const mebibyte = 1_048_576

/** 512 → the bytes of 512 MiB, as amounts of bytes are stored. */
export const mebibytes = (count: number): bigint => BigInt(count) * BigInt(mebibyte)
