import readline from 'node:readline'
import { authenticateKey } from '@/lib/domain/keys/platform/verify-api-key'

// A process of its own that says of each line (secret, a space, an address) what the gateway would: "ok" or the refusal's code.
const say = async (line: string): Promise<string> => {
  const [secret, ip] = line.split(' ')
  return authenticateKey(secret, ip).then(() => 'ok', (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)))
}

for await (const line of readline.createInterface({ input: process.stdin })) process.stdout.write(`${await say(line)}\n`)
