/** llama.cpp's own server, from Debian's unstable suite: the root of an image, and the program with its libraries beside it. */
export function llamaServer(): Promise<{ root: string; program: string }>
