import { describe, expect, it } from 'vitest'
import { ChatRequest, CompletionRequest, EmbeddingRequest } from './request'

const png = 'data:image/png;base64,iVBORw0KGgo='
const problemOf = (part: object) => {
  const result = ChatRequest.safeParse({ model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'Look' }, part] }] })
  return result.success ? null : result.error.issues.map(({ path }) => path.join('.'))
}

describe('a message part', () => {
  it.each([
    ['a picture', { type: 'image_url', image_url: { url: png } }], ['a picture, named shortly', { type: 'image_url', image_url: png }],
    ['a film', { type: 'video_url', video_url: { url: 'data:video/mp4;base64,AA==' } }], ['sound', { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } }],
    ['a file', { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } }], ['text with an empty picture', { type: 'text', text: 'x', image_url: null }],
  ])('passes with its content: %s', (_name, part) => expect(problemOf(part)).toBeNull())

  it.each([
    ['a picture', { type: 'image_url', image_url: { url: 'https://example.com/a.png' } }, 'image_url'], ['a picture inside', { type: 'image_url', image_url: { url: 'http://169.254.169.254/' } }, 'image_url'],
    ['a film', { type: 'video_url', video_url: { url: 'http://10.0.0.1/' } }, 'video_url'], ['sound', { type: 'audio_url', audio_url: 'file:///etc/passwd' }, 'audio_url'],
    ['under another type', { type: 'text', text: 'x', video_url: { url: 'http://10.0.0.1/' } }, 'video_url'], ['nothing', { type: 'image_url' }, 'image_url'],
    ['a stored file', { type: 'file', file: { file_id: 'file-1' } }, 'file'], ['a file elsewhere', { type: 'file', file: { file_data: 'https://example.com/a.pdf' } }, 'file'],
  ])('is refused where a server would have to fetch it: %s', (_name, part, field) => expect(problemOf(part)).toEqual([`messages.0.content.1.${field}`]))
})

describe('a field of a request', () => {
  const problems = (schema: { safeParse: (body: object) => { success: boolean; error?: { issues: { path: PropertyKey[] }[] } } }, more: object) =>
    schema.safeParse({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], prompt: 'Hi', input: 'Hi', ...more }).error?.issues.map(({ path }) => path.join('.')) ?? []

  it('names a model that a database can be asked for', () => {
    for (const schema of [ChatRequest, CompletionRequest, EmbeddingRequest]) expect([problems(schema, { model: 'a\0b' }), problems(schema, { model: 'a "b"\\\u2028\ud800' })]).toEqual([['model'], []])
  })

  it('that OpenAI documents for text, and any that a server adds for its own sampling, is open', () => {
    const open = {
      user: 'u', safety_identifier: 's', prompt_cache_key: 'k', verbosity: 'low', reasoning_effort: 'low', logit_bias: {}, prediction: { type: 'content', content: 'x' }, modalities: ['text'], seed: 1,
      functions: [{ name: 'f' }], metadata: { a: 'b' }, store: true, service_tier: 'priority', top_k: 5, min_p: 0.1, guided_json: {}, repetition_penalty: 1.1, tools: [{ type: 'function', function: { name: 'f' } }, { type: 'custom', custom: { name: 'c' } }],
    }
    expect(problems(ChatRequest, open)).toEqual([])
  })

  it.each([
    'api_key', 'api_base', 'base_url', 'organization', 'project', 'extra_headers', 'extra_body', 'user_config', 'mock_response', 'provider', 'models', 'route', 'fallbacks', 'plugins', 'web_search_options',
    'search_parameters', 'data_sources', 'keep_alive', 'id_slot', 'n_predict', 'num_predict', 'n_cmpl', 'max_new_tokens', 'max_output_tokens', 'max_length', 'lora', 'lora_path', 'adapter_id',
    'enable_search', 'search_options', 'safety_model', 'chat_template', 'litellm_metadata', 'aws_session_token', 'azure_ad_token', 'vertex_project',
  ])('that changes who pays or where it goes is refused by every endpoint, unless it is empty: %s', (name) => {
    for (const schema of [ChatRequest, CompletionRequest, EmbeddingRequest]) {
      expect(problems(schema, { [name]: 'x' })).toEqual([name])
      expect(problems(schema, { [name]: null })).toEqual([])
    }
  })

  it('that asks for sound, or for a tool that the server runs, is refused where it stands', () => {
    expect(problems(ChatRequest, { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } })).toEqual(['audio', 'modalities'])
    expect(problems(ChatRequest, { tools: [{ type: 'function', function: { name: 'f' } }, { type: 'mcp', server_url: 'http://10.0.0.1/' }, { type: 'web_search' }] })).toEqual(['tools.1.type', 'tools.2.type'])
    expect(problems(CompletionRequest, { tools: [null, 'x', { type: 'mcp' }] })).toEqual(['tools.2.type'])
  })
})
