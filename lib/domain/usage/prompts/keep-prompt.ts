import { pool } from '@/lib/db/pool'
import { sealPrompt } from './sealed-prompt'

/**
 * Stores what was asked and answered, if the client wants that now: one statement that waits for a change of the setting,
 * so that nothing is stored after "off, and delete".
 */
export async function keepPrompt(clientId: string, id: string, prompt: unknown, answer: string, now: Date): Promise<void> {
  const { ciphertext, keyId } = sealPrompt(clientId, id, prompt, answer)
  await pool().query({
    name: 'keep_prompt',
    text: `INSERT INTO "PromptRecord" ("id", "clientId", "ciphertext", "sealKeyId", "createdAt", "expiresAt")
           SELECT $2, s."clientId", $3, $4, $5::timestamptz, $5::timestamptz + make_interval(days => s."retentionDays") FROM "PromptStorage" s WHERE s."clientId" = $1 AND s."isOn" FOR SHARE
           ON CONFLICT DO NOTHING`,
    values: [clientId, id, Buffer.from(ciphertext), keyId, now],
  })
}
