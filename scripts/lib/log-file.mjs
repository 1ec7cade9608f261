import { createWriteStream, existsSync, renameSync, statSync } from 'node:fs'

const LIMIT_BYTES = 20 * 1024 * 1024
const OLD_FILES = 3

/** A file that lines are appended to; at 20 MB it becomes `<path>.1`, and three such old files are kept. */
export function logFile(path) {
  let size = existsSync(path) ? statSync(path).size : 0
  let stream = createWriteStream(path, { flags: 'a', mode: 0o640 })

  function rotate() {
    stream.end()
    for (let age = OLD_FILES - 1; age >= 1; age -= 1) {
      if (existsSync(`${path}.${age}`)) renameSync(`${path}.${age}`, `${path}.${age + 1}`)
    }
    renameSync(path, `${path}.1`)
    stream = createWriteStream(path, { flags: 'a', mode: 0o640 })
    size = 0
  }

  return {
    path,
    write(line) {
      if (size > LIMIT_BYTES) rotate()
      size += Buffer.byteLength(line) + 1
      stream.write(`${line}\n`)
    },
    end: () => new Promise((resolve) => stream.end(resolve)),
  }
}
