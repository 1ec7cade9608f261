import { execFile } from 'node:child_process'

export type CommandResult = { code: number; output: string }

/** Runs a program of the system to its end; a missing one is code 127. */
export function runCommand(program: string, args: string[], options: { timeoutMs?: number } = {}): Promise<CommandResult> {
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', NODE_ENV: 'production' as const }
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: options.timeoutMs ?? 60_000, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim()
      if (!error) return resolve({ code: 0, output })
      resolve({ code: typeof error.code === 'number' ? error.code : 127, output: output || error.message })
    })
  })
}
