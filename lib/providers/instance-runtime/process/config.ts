import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type ProcessDriverConfig = {
  /** The mark of this installation on everything that the driver makes; letters, digits, `-` and `_`. */
  installation: string
  /** Volumes, logs and states go to `instances/` in it, sockets to `run/i/`. */
  dataDir: string
  /** The folder of the house model: its `server`, `node_modules` and `weights` are what the house engine runs. Default: the one in the working directory. */
  houseModel?: string | undefined
  /** A llama-server program; without one that engine is refused. */
  llamaServer?: string | undefined
  /** The numbers of users that instances may have, when the driver is root. */
  uids?: { first: number; count: number } | undefined
  /** The group of the processes that read logs and connect to sockets, when they are not the driver's own user. */
  readerGid?: number | undefined
  /** Whether this process keeps watch over logs and limits that the system does not hold; only one process should. Default true. */
  watches?: boolean | undefined
}

export const houseModelOf = ({ houseModel }: Pick<ProcessDriverConfig, 'houseModel'>): string => houseModel ?? join(process.cwd(), 'house-model')

export const defaultUids = { first: 700_000, count: 20_000 }

/** The longest path of a unix socket on Linux, without the closing zero. */
const LONGEST_SOCKET = 107
const LONGEST_ID = 40

/** Every path that the driver uses. Everything of an instance is in its folder, its socket's folder and its mark in `uids`. */
export type Paths = ReturnType<typeof pathsOf>

export function pathsOf({ dataDir, installation }: Pick<ProcessDriverConfig, 'dataDir' | 'installation'>) {
  const home = join(dataDir, 'instances')
  const sockets = socketsFolder(dataDir, installation)
  const of = (id: string) => join(home, id)
  return {
    home,
    sockets,
    uids: join(home, '.uids'),
    seccomp: join(home, '.seccomp'),
    folder: of,
    state: (id: string) => join(of(id), 'state.json'),
    run: (id: string) => join(of(id), 'run.json'),
    lock: (id: string) => join(home, `.lock-${id}`),
    /** The name of the one start that may go on. */
    turn: (id: string) => join(of(id), 'turn'),
    /** What the launched shell writes: the sandbox's process, what bubblewrap says of it, and its exit code. */
    main: (id: string) => join(of(id), 'main'),
    info: (id: string) => join(of(id), 'info.json'),
    exit: (id: string) => join(of(id), 'exit'),
    log: (id: string) => join(of(id), 'log'),
    image: (id: string) => join(of(id), 'volume.img'),
    volume: (id: string) => join(of(id), 'volume'),
    socketFolder: (id: string) => join(sockets, id),
    socket: (id: string) => join(sockets, id, 's.sock'),
  }
}

/** Below the data folder, or, where that path is too long for a socket, in a short one that belongs to this folder alone. */
function socketsFolder(dataDir: string, installation: string): string {
  const own = join(dataDir, 'run', 'i')
  if (Buffer.byteLength(join(own, 'x'.repeat(LONGEST_ID), 's.sock')) <= LONGEST_SOCKET) return own
  const mark = createHash('sha256').update(`${installation}\0${dataDir}`).digest('hex').slice(0, 12)
  return join(process.getuid?.() === 0 ? '/run' : tmpdir(), `matrix-${mark}`)
}
