/** Creates the database when it is missing and applies what is pending: migrations, the job queue's schema, views. Resolves to what was applied. */
export function migrate(databaseUrl: string): Promise<string[]>
