import { describe, expect, it } from 'vitest'
import { seccompFilter, type FilteredArch } from './seccomp'

const ALLOW = 0x7fff0000
const refusal = (errno: number) => 0x00050000 + errno
const audit = { x64: 0xc000003e, arm64: 0xc00000b7 }

/** Runs the program as the kernel does, on one call. */
function answerTo(arch: FilteredArch, call: { number: number; args?: number[]; audit?: number }): number {
  const program = seccompFilter(arch)
  const data = Buffer.alloc(64)
  data.writeUInt32LE(call.number, 0)
  data.writeUInt32LE(call.audit ?? audit[arch], 4)
  call.args?.forEach((value, index) => data.writeBigUInt64LE(BigInt(value), 16 + 8 * index))
  let held = 0
  for (let at = 0; at < program.length / 8; at++) {
    const [code, yes, no, value] = [program.readUInt16LE(at * 8), program.readUInt8(at * 8 + 2), program.readUInt8(at * 8 + 3), program.readUInt32LE(at * 8 + 4)]
    if (code === 0x06) return value
    if (code === 0x20) held = data.readUInt32LE(value)
    else if (code === 0x15) at += held === value ? yes : no
    else if (code === 0x35) at += held >= value ? yes : no
    else if (code === 0x45) at += (held & value) !== 0 ? yes : no
    else throw new Error(`unknown instruction ${code}`)
  }
  throw new Error('ran off its end')
}

const calls = {
  x64: { mount: 165, ptrace: 101, unshare: 272, bpf: 321, read: 0, futex: 202, execve: 59, clone: 56, clone3: 435, socket: 41, ioctl: 16 },
  arm64: { mount: 40, ptrace: 117, unshare: 97, bpf: 280, read: 63, futex: 98, execve: 221, clone: 220, clone3: 435, socket: 198, ioctl: 29 },
}

describe.each(['x64', 'arm64'] as const)('the filter for %s', (arch) => {
  const numbers = calls[arch]

  it('refuses what reaches other processes, namespaces and the rarely tried parts of the kernel', () => {
    for (const name of ['mount', 'ptrace', 'unshare', 'bpf'] as const) expect([name, answerTo(arch, { number: numbers[name] })]).toEqual([name, refusal(1)])
  })

  it('allows what programs live on', () => {
    for (const name of ['read', 'futex', 'execve'] as const) expect([name, answerTo(arch, { number: numbers[name] })]).toEqual([name, ALLOW])
  })

  it('allows threads and children but no new namespaces', () => {
    expect(answerTo(arch, { number: numbers.clone, args: [0x3d0f00] })).toBe(ALLOW)
    expect(answerTo(arch, { number: numbers.clone, args: [17] })).toBe(ALLOW)
    expect(answerTo(arch, { number: numbers.clone, args: [0x10000000 | 17] })).toBe(refusal(1))
    expect(answerTo(arch, { number: numbers.clone3 })).toBe(refusal(38))
  })

  it('allows local and internet sockets and none of the machine itself', () => {
    for (const family of [1, 2, 10, 16]) expect(answerTo(arch, { number: numbers.socket, args: [family] })).toBe(ALLOW)
    for (const family of [17, 40, 38]) expect(answerTo(arch, { number: numbers.socket, args: [family] })).toBe(refusal(97))
  })

  it('lets nobody type into a terminal', () => {
    expect(answerTo(arch, { number: numbers.ioctl, args: [0, 0x5412] })).toBe(refusal(1))
    expect(answerTo(arch, { number: numbers.ioctl, args: [0, 0x5413] })).toBe(ALLOW)
  })

  it('refuses calls in the manner of another machine', () => {
    expect(answerTo(arch, { number: numbers.read, audit: 0x40000003 })).toBe(refusal(1))
  })
})

it('refuses the second set of numbers that x86-64 has', () => {
  expect(answerTo('x64', { number: 0x40000000 + 165 })).toBe(refusal(1))
})
