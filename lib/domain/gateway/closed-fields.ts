import type { z } from 'zod'

/**
 * Unknown fields of a request pass through to the server, so that what OpenAI documents and servers add works unchanged. These do not:
 * servers and proxies take from them who pays, where the request goes, or services that no token price covers.
 */
const refused: ReadonlySet<string> = new Set([
  // Another account or another address: LiteLLM and proxies like it take them from the body.
  'api_key', 'api_base', 'api_version', 'base_url', 'organization', 'project', 'headers', 'extra_headers', 'extra_body', 'extra_query', 'custom_llm_provider', 'user_config', 'model_list', 'deployment_id',
  'mock_response', 'num_retries', 'tags', 'guardrails',
  // Another model or seller than the operator chose: OpenRouter and others.
  'provider', 'providers', 'models', 'route', 'routing', 'fallbacks', 'transforms', 'preset', 'plugins', 'safety_model',
  // An adapter that was not chosen for this model, perhaps another client's: SGLang, llama-server, LoRAX and TGI.
  'lora', 'lora_path', 'adapter_id', 'adapter_source',
  // Searches and stores that servers fetch from and charge for by themselves: OpenAI, xAI, Azure, Alibaba, Groq.
  'web_search_options', 'search_parameters', 'enable_search', 'search_options', 'search_settings', 'data_sources', 'vector_store_ids', 'mcp_servers',
  // The server's own working: how long it keeps a model loaded, and the template that holds the operator's prompt (Ollama, vLLM).
  'keep_alive', 'chat_template', 'kv_transfer_params', 'priority', 'id_slot',
  // Other names for how much is generated, which servers let win over the limit that is held (llama-server) or take for it.
  'n_predict', 'num_predict', 'n_cmpl', 'max_new_tokens', 'max_output_tokens', 'max_length',
])
const refusedPrefixes = ['litellm_', 'aws_', 'azure_', 'vertex_'] as const

/** Fields that only concern the operator's account at the server: left out, and the answer says so. */
const droppedNames = ['metadata', 'service_tier', 'store'] as const
const dropped: ReadonlySet<string> = new Set(droppedNames)

/** Tools that the caller carries out. Others run at the server, where they search, call addresses and cost money of their own. */
const toolTypes: ReadonlySet<string> = new Set(['function', 'custom'])

const isGiven = (value: unknown): boolean => value !== undefined && value !== null
const isRefused = (name: string): boolean => refused.has(name) || refusedPrefixes.some((prefix) => name.startsWith(prefix))

type Body = Record<string, unknown>

/** For the requests' schemas: names every field that is not open to callers. Sound that a server makes costs more than its tokens. */
export function refuseClosedFields(body: Body, context: z.core.$RefinementCtx): void {
  const add = (path: (string | number)[]): void => void context.addIssue({ code: 'custom', path, params: { code: 'notServed' } })
  for (const name of Object.keys(body)) if (isGiven(body[name]) && isRefused(name)) add([name])
  if (isGiven(body.audio)) add(['audio'])
  if (Array.isArray(body.modalities) && body.modalities.some((one) => one !== 'text')) add(['modalities'])
  const tools: unknown[] = Array.isArray(body.tools) ? body.tools : []
  for (const [at, tool] of tools.entries()) {
    const type: unknown = typeof tool === 'object' && tool !== null ? Reflect.get(tool, 'type') : null
    if (typeof type === 'string' && !toolTypes.has(type)) add(['tools', at, 'type'])
  }
}

/** What was sent and does not go on to the server. */
export const droppedFields = (body: object): string[] => droppedNames.filter((name) => Object.hasOwn(body, name) && isGiven((body as Body)[name]))

export const isOpenField = (name: string): boolean => !dropped.has(name)
