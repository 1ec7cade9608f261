import type Docker from 'dockerode'

/** A container engine of the tests' own; `host` is its DOCKER_HOST. */
export function startDockerd(): Promise<{ host: string; docker: Docker; stop: () => Promise<void> }>
/** Makes the model server's image, or one with another engine's folder in its place, and loads it. Resolves to its name. */
export function loadEngineImage(docker: Docker, tag?: string, engine?: string): Promise<string>
