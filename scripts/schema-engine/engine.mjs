import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { adapterFactory } from './adapter.mjs'

const require = createRequire(import.meta.url)
let bindings

/** A fresh engine: `{ engine, close }`. Instantiating is cheap, the compiled module is kept. */
export async function openEngine(datasource, datamodels) {
  bindings ??= await loadBindings()
  const { factory, close } = adapterFactory(datasource)
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    message: '',
    set_message(message) {
      this.message = message
    },
  }
  const options = { datamodels: datamodels.length > 0 ? datamodels : undefined }
  const engine = await bindings.SchemaEngine.new(options, () => undefined, bindMigrationAwareSqlAdapterFactory(factory))
  const closeBoth = async () => {
    engine.free()
    await close()
  }
  return { engine, close: closeBoth }
}

async function loadBindings() {
  const path = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const loaded = await import(path)
  const module = await WebAssembly.compile(readFileSync(join(dirname(path), 'schema_engine_bg.wasm')))
  const instance = await WebAssembly.instantiate(module, { './schema_engine_bg.js': loaded })
  loaded.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return loaded
}
