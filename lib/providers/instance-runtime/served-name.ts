/** The name an instance's server knows its model by: the code of an offered model, or the id of the client's own file. */
export function servedName({ modelCode, uploadId }: { modelCode: string | null; uploadId: string | null }): string {
  const name = modelCode ?? uploadId
  if (name === null) throw new Error('an instance has a model or an upload')
  return name
}

/** The model that embeds on a server of the house engine, whatever it chats with. */
export const houseEmbeddings = 'house-embed'
