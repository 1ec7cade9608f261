import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { logFile } from './log-file.mjs'
import { root } from './paths.mjs'
import { processInfo } from './process-info.mjs'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
const HEALTHY_AFTER_MS = 60_000
const BURST_MS = 1000
const BURST_LINES = 3
const guard = pathToFileURL(join(root, 'scripts', 'lib', 'parent-guard.mjs')).href

/**
 * One program that is kept running: started again after it ends, after 0.5 s, then twice as long each time up to 30 s,
 * from the beginning once it has lived for a minute. Its lines go to `log`, its errors to the console as well.
 * @param {{ name: string, args: string[], env: NodeJS.ProcessEnv, stopMs: number, logPath: string, pidPath: string, say: (text: string) => void }} program
 */
export function supervise(program) {
  const log = logFile(program.logPath)
  let process_ = null
  let isStopping = false
  let waitMs = FIRST_WAIT_MS
  let timer

  function start() {
    const startedAt = performance.now()
    process_ = launch(program, log)
    process_.once('exit', (code, signal) => {
      rmSync(program.pidPath, { force: true })
      endGroup(process_.pid)
      process_ = null
      if (isStopping) return
      if (performance.now() - startedAt > HEALTHY_AFTER_MS) waitMs = FIRST_WAIT_MS
      const how = waitMs === 0 ? 'its sources changed' : `it ended: ${signal ?? `exit status ${code}`}`
      program.say(`${program.name} starts again ${waitMs === 0 ? 'now' : `in ${waitMs / 1000} s`} (${how})`)
      timer = setTimeout(start, waitMs)
      waitMs = Math.min(Math.max(waitMs * 2, FIRST_WAIT_MS), LONGEST_WAIT_MS)
    })
  }

  async function end(signal) {
    const ending = process_
    if (ending === null) return
    const gone = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    const isLate = await Promise.race([gone, sleep(program.stopMs, 'late', { ref: false })])
    if (isLate !== 'late') return
    program.say(`${program.name} did not end within ${program.stopMs / 1000} s: killed`)
    ending.kill('SIGKILL')
    await gone
  }

  return {
    name: program.name,
    start,
    /** Ends it and starts it again at once, on purpose. */
    restart: () => {
      waitMs = 0
      process_?.kill('SIGTERM')
    },
    stop: async (signal = 'SIGTERM') => {
      isStopping = true
      clearTimeout(timer)
      await end(signal)
      await log.end()
    },
  }
}

function launch({ name, args, env, pidPath, say }, log) {
  // Its own process group: a Ctrl-C in the terminal reaches only the supervisor, which then ends the programs in order.
  const child = spawn(process.execPath, ['--import', guard, ...args], {
    cwd: root, env: { ...env, SUPERVISOR_PID: String(process.pid) }, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const complain = brief((text) => say(`${name}: ${text}`), log.path)
  child.once('error', (error) => say(`${name}: ${error.message}`))
  if (child.pid !== undefined) writeFileSync(pidPath, JSON.stringify({ pid: child.pid, startedAt: processInfo(child.pid)?.startedAt }))
  createInterface({ input: child.stdout }).on('line', (line) => keep(line, 'info'))
  createInterface({ input: child.stderr }).on('line', (line) => keep(line, 'error'))

  function keep(line, level) {
    if (line.trim() === '') return
    const isJson = line.startsWith('{"')
    log.write(isJson ? line : JSON.stringify({ level, time: new Date().toISOString(), name, msg: line }))
    const error = isJson ? errorIn(line) : level === 'error' ? line : null
    if (error !== null) complain(error)
  }
  return child
}

/** What an error line of a JSON log says, or null for any other line. */
function errorIn(line) {
  if (!/"level":(?:[56]0|"(?:error|fatal)")/.test(line)) return null
  try {
    const entry = JSON.parse(line)
    const cause = entry.err?.message ?? entry.error
    return [entry.msg ?? entry.message, typeof cause === 'string' ? cause : ''].filter(Boolean).join(': ') || line
  } catch {
    return line
  }
}

/** Passes on the gist of a burst of error lines (a stack, a dumped object); all of them are in the log. */
function brief(say, logPath) {
  let shown = 0
  let burstEndsAt = 0
  return (line) => {
    const now = performance.now()
    if (now > burstEndsAt) shown = 0
    burstEndsAt = now + BURST_MS
    if (/^[\s}\])]/.test(line)) return
    shown += 1
    if (shown <= BURST_LINES) say(line.split('\n')[0])
    if (shown === BURST_LINES) say(`more in ${logPath}`)
  }
}

/** Whatever the program itself had started. */
function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error
  }
}
