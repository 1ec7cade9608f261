/** The token of an Authorization header; the scheme is taken however it is spelt (RFC 9110 §11.1). */
export const bearerOf = (authorization: string | null | undefined): string | undefined => /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
