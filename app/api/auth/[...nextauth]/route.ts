import NextAuth from 'next-auth'
import { authOptions } from '@/lib/auth/options'

type Args = { params: Promise<{ nextauth: string[] }> }

/** next-auth's own flow: csrf, callback/credentials, session, signout. */
const handler = (request: Request, args: Args): Promise<Response> => NextAuth(request as never, args as never, authOptions()) as Promise<Response>

export { handler as GET, handler as POST }
