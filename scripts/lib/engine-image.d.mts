/** Makes the image of the model server, or one with another engine's folder in its place. Resolves to the archive's path. */
export function buildEngineImage(tag?: string, engine?: string): Promise<string>
