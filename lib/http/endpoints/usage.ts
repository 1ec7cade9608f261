import { getAllowance, getGeneration, getKeySpend, getPrompt, getPromptStorage, getKeyUsage, getSummary, getTimeline, listByModel, listEvents, setPromptStorage } from '@/lib/domain/usage'
import { AllowanceView, GenerationView, KeySpendView, KeyUsageView, ModelUsageListView, ReceiptView, UsageSummaryView, UsageTimelineView } from '@/lib/domain/usage/view'
import { PromptStorageView, PromptView } from '@/lib/domain/usage/prompts/view'
import { endpoint, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Usage'
export const listEventsEndpoint = pageEndpoint(listEvents, { method: 'GET', path: '/api/usage', tag, summary: 'Requests, newest first', response: GenerationView })
export const getSummaryEndpoint = endpoint(getSummary, { method: 'GET', path: '/api/usage/summary', tag, summary: 'Requests, tokens and cost of a range', response: UsageSummaryView })
export const getTimelineEndpoint = endpoint(getTimeline, { method: 'GET', path: '/api/usage/timeline', tag, summary: 'Usage over time, by hour or day', response: UsageTimelineView })
export const listByModelEndpoint = endpoint(listByModel, { method: 'GET', path: '/api/usage/by-model', tag, summary: 'Usage of each model in a range', response: ModelUsageListView })
export const getAllowanceEndpoint = endpoint(getAllowance, { method: 'GET', path: '/api/usage/allowance', tag, summary: 'The running period: included, used and left', response: AllowanceView })
export const getGenerationEndpoint = endpoint(getGeneration, { method: 'GET', path: '/api/generations/{id}', tag, summary: 'The exact receipt of one request', response: ReceiptView })
export const getKeySpendEndpoint = endpoint(getKeySpend, { method: 'GET', path: '/api/keys/{id}/spend', tag, summary: 'What a key has spent in the running UTC day, week and month, and its caps', response: KeySpendView })
export const getKeyUsageEndpoint = endpoint(getKeyUsage, { method: 'GET', path: '/api/keys/{id}/usage', tag, summary: 'What one key was used for in a range, by model over time', response: KeyUsageView })
export const getPromptEndpoint = endpoint(getPrompt, { method: 'GET', path: '/api/generations/{id}/prompt', tag, summary: 'What was asked and answered, where the client has that kept', response: PromptView })
export const getPromptStorageEndpoint = endpoint(getPromptStorage, { method: 'GET', path: '/api/prompt-storage', tag, summary: 'Whether prompts and answers are kept', response: PromptStorageView })
export const setPromptStorageEndpoint = endpoint(setPromptStorage, { method: 'PUT', path: '/api/prompt-storage', tag, summary: 'Keep prompts and answers, or stop and delete them', response: PromptStorageView })

export const usageEndpoints: readonly Endpoint[] = [listEventsEndpoint, getSummaryEndpoint, getTimelineEndpoint, listByModelEndpoint, getAllowanceEndpoint, getGenerationEndpoint, getKeySpendEndpoint, getKeyUsageEndpoint, getPromptEndpoint, getPromptStorageEndpoint, setPromptStorageEndpoint]
