/** Servers people often add: their address as it is out of the box. `local` ones stand on private addresses. */
export const presets = [
  { id: 'openai', name: 'OpenAI', baseUrl: 'https://api.openai.com/v1', isLocal: false },
  { id: 'gemini', name: 'Google Gemini', baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai', isLocal: false },
  { id: 'openrouter', name: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', isLocal: false },
  { id: 'mistral', name: 'Mistral', baseUrl: 'https://api.mistral.ai/v1', isLocal: false },
  { id: 'groq', name: 'Groq', baseUrl: 'https://api.groq.com/openai/v1', isLocal: false },
  { id: 'vllm', name: 'vLLM', baseUrl: 'http://localhost:8000/v1', isLocal: true },
  { id: 'ollama', name: 'Ollama', baseUrl: 'http://localhost:11434/v1', isLocal: true },
  { id: 'llama-server', name: 'llama-server', baseUrl: 'http://localhost:8080/v1', isLocal: true },
  { id: 'lm-studio', name: 'LM Studio', baseUrl: 'http://localhost:1234/v1', isLocal: true },
] as const

export type Preset = (typeof presets)[number]
