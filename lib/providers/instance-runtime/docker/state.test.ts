import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { folderOf, type DockerSettings } from './settings'
import { installationPathOf, keptIds } from './state'

const dataDir = mkdtempSync(join(tmpdir(), 'matrix-docker-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const settings = (installation: string): DockerSettings =>
  ({ installation, dataDir, host: '', images: { house: null, 'llama-server': null, vllm: null, ollama: null }, modelsDir: '', gpus: 0 })

it('knows its own files from those of another installation and of nobody', async () => {
  expect(await keptIds(settings('mine'))).toEqual([])
  for (const [id, owner] of [['ins_1', 'mine'], ['ins_2', 'another'], ['ins_3', null]] as const) {
    mkdirSync(folderOf(settings('mine'), id), { recursive: true })
    if (owner !== null) writeFileSync(installationPathOf(settings('mine'), id), owner)
  }
  expect(await keptIds(settings('mine'))).toEqual(['ins_1'])
})
