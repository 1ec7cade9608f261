import type { Paths, ProcessDriverConfig } from './config'
import type { Machine } from './machine'
import type { Members } from './members'

/** What the parts of the driver work with. */
export type Here = { config: ProcessDriverConfig; paths: Paths; machine: Machine; members: (id: string) => Members }
