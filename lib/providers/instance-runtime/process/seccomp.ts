/** Calls that no engine needs and that reach the kernel's rarely tried parts, other processes or namespaces: x86-64, arm64 (-1: it has none). */
const denied: Record<string, readonly [number, number]> = {
  acct: [163, 89], add_key: [248, 217], adjtimex: [159, 171], bpf: [321, 280], chroot: [161, 51], clock_adjtime: [305, 266], clock_settime: [227, 112],
  delete_module: [176, 106], fanotify_init: [300, 262], finit_module: [313, 273], fsconfig: [431, 431], fsmount: [432, 432], fsopen: [430, 430], fspick: [433, 433],
  init_module: [175, 105], io_uring_enter: [426, 426], io_uring_register: [427, 427], io_uring_setup: [425, 425], ioperm: [173, -1], iopl: [172, -1], kcmp: [312, 272],
  kexec_file_load: [320, 294], kexec_load: [246, 104], keyctl: [250, 219], lookup_dcookie: [212, 18], modify_ldt: [154, -1], mount: [165, 40], mount_setattr: [442, 442],
  move_mount: [429, 429], move_pages: [279, 239], name_to_handle_at: [303, 264], nfsservctl: [180, 42], open_by_handle_at: [304, 265], open_tree: [428, 428],
  perf_event_open: [298, 241], personality: [135, 92], pidfd_getfd: [438, 438], pivot_root: [155, 41], process_madvise: [440, 440], process_vm_readv: [310, 270],
  process_vm_writev: [311, 271], ptrace: [101, 117], quotactl: [179, 60], quotactl_fd: [443, 443], reboot: [169, 142], request_key: [249, 218], setdomainname: [171, 162],
  sethostname: [170, 161], setns: [308, 268], settimeofday: [164, 170], swapoff: [168, 225], swapon: [167, 224], syslog: [103, 116], umount2: [166, 39], unshare: [272, 97],
  userfaultfd: [323, 282], uselib: [134, -1], ustat: [136, -1], vhangup: [153, 58],
}

const machines = {
  x64: { audit: 0xc000003e, column: 0, clone: 56, clone3: 435, socket: 41, ioctl: 16 },
  arm64: { audit: 0xc00000b7, column: 1, clone: 220, clone3: 435, socket: 198, ioctl: 29 },
} as const

export type FilteredArch = keyof typeof machines
export const isFilteredArch = (arch: string): arch is FilteredArch => Object.hasOwn(machines, arch)

const ALLOW = 0x7fff0000
const EPERM = 0x00050000 + 1
const ENOSYS = 0x00050000 + 38
const EAFNOSUPPORT = 0x00050000 + 97

const LOAD = 0x20
const EQUALS = 0x15
const AT_LEAST = 0x35
const HAS_BITS = 0x45
const RETURN = 0x06

// struct seccomp_data: nr, arch, instruction pointer, six arguments of 64 bits, low word first on both machines.
const NUMBER = 0
const ARCH = 4
const argument = (index: number) => 16 + 8 * index

const CLONE_NEW_NAMESPACES = 0x7e020000
const TIOCSTI = 0x5412
const X32_BIT = 0x40000000
/** Local sockets, IPv4, IPv6 and netlink (names of interfaces): a machine's vsock, for one, knows no network namespace. */
const socketFamilies = [1, 2, 10, 16]

type Instruction = readonly [code: number, yes: number, no: number, value: number]
const load = (offset: number): Instruction => [LOAD, 0, 0, offset]
const answer = (value: number): Instruction => [RETURN, 0, 0, value]

/** A classic BPF program, as `bwrap --seccomp` reads it: what is named is answered with an error, everything else allowed. */
export function seccompFilter(arch: FilteredArch): Buffer {
  const { audit, column, clone, clone3, socket, ioctl } = machines[arch]
  const program: Instruction[] = [load(ARCH), [EQUALS, 1, 0, audit], answer(EPERM), load(NUMBER)]
  if (arch === 'x64') program.push([AT_LEAST, 0, 1, X32_BIT], answer(EPERM))
  for (const numbers of Object.values(denied)) {
    if (numbers[column] >= 0) program.push([EQUALS, 0, 1, numbers[column]], answer(EPERM))
  }
  // Its flags are in memory, where no filter looks: the C library falls back to clone.
  program.push([EQUALS, 0, 1, clone3], answer(ENOSYS))
  program.push([EQUALS, 0, 4, clone], load(argument(0)), [HAS_BITS, 0, 1, CLONE_NEW_NAMESPACES], answer(EPERM), answer(ALLOW))
  program.push([EQUALS, 0, 4, ioctl], load(argument(1)), [EQUALS, 0, 1, TIOCSTI], answer(EPERM), answer(ALLOW))
  const families = socketFamilies.map((family, index): Instruction => [EQUALS, socketFamilies.length - index, 0, family])
  program.push([EQUALS, 0, families.length + 3, socket], load(argument(0)), ...families, answer(EAFNOSUPPORT), answer(ALLOW))
  program.push(answer(ALLOW))
  const bytes = Buffer.alloc(program.length * 8)
  program.forEach(([code, yes, no, value], index) => {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(yes, index * 8 + 2)
    bytes.writeUInt8(no, index * 8 + 3)
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4)
  })
  return bytes
}
