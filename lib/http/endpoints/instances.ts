import {
  beginUpload, createInstance, deleteInstance, deleteUpload, finishUpload, getInstance, getInstanceMetrics, getUpload, listInstanceEvents, listInstanceModels, listInstances, listInstanceSizes,
  listUploads, previewInstance, resizeInstance, restartInstance, resumeInstance, startInstance, stopInstance, suspendInstance, updateInstance,
} from '@/lib/domain/instances'
import { exportInstanceHistory } from '@/lib/domain/instances/export-history'
import { InstanceHistoryView } from '@/lib/domain/instances/history-view'
import { ReceiveUploadInput } from '@/lib/domain/instances/schema'
import { InstanceEventView, InstanceMetricsView, InstanceModelView, InstancePreviewView, InstanceSizeView, InstanceView, ListedInstanceView, ModelUploadView } from '@/lib/domain/instances/view'
import { endpoint, handWritten, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Instances'
const one = { tag, response: InstanceView } as const

export const listInstancesEndpoint = pageEndpoint(listInstances, { tag, response: ListedInstanceView, method: 'GET', path: '/api/instances', summary: 'The client’s private instances, newest first' })
export const createInstanceEndpoint = endpoint(createInstance, {
  ...one, method: 'POST', path: '/api/instances', status: 201, summary: 'Rent a private instance',
  description: 'Confirms a preview with its frozen_at and hash. Serves model_id or upload_id. It is wanted to run at once; `status` tells how far it is.',
})
export const previewInstanceEndpoint = endpoint(previewInstance, { tag, method: 'POST', path: '/api/instances/preview', summary: 'What a new instance costs, and what speaks against it', response: InstancePreviewView })
export const getInstanceEndpoint = endpoint(getInstance, { ...one, method: 'GET', path: '/api/instances/{id}', summary: 'One instance' })
export const updateInstanceEndpoint = endpoint(updateInstance, { ...one, method: 'PATCH', path: '/api/instances/{id}', summary: 'Change its name, its own limit or when it sleeps' })
export const deleteInstanceEndpoint = endpoint(deleteInstance, {
  ...one, method: 'DELETE', path: '/api/instances/{id}', summary: 'End it for good', description: 'Its server ends at once, its storage after seven days. The name is free again at once.',
})
export const previewResizeEndpoint = endpoint(previewInstance, { tag, method: 'POST', path: '/api/instances/{id}/preview', summary: 'What another size costs, and what speaks against it', response: InstancePreviewView })
export const resizeInstanceEndpoint = endpoint(resizeInstance, {
  ...one, method: 'POST', path: '/api/instances/{id}/resize', summary: 'Give it another size', description: 'Confirms a preview with its frozen_at and hash. A running one is started anew. Storage never shrinks.',
})
export const startInstanceEndpoint = endpoint(startInstance, { ...one, method: 'POST', path: '/api/instances/{id}/start', summary: 'Start it, wake it, or try again what was given up' })
export const stopInstanceEndpoint = endpoint(stopInstance, { ...one, method: 'POST', path: '/api/instances/{id}/stop', summary: 'Stop it; its storage is kept' })
export const restartInstanceEndpoint = endpoint(restartInstance, { ...one, method: 'POST', path: '/api/instances/{id}/restart', summary: 'End its server and start it anew' })
export const suspendInstanceEndpoint = endpoint(suspendInstance, {
  ...one, method: 'POST', path: '/api/instances/{id}/suspend', summary: 'Pause it', description: 'Your own pause: the same as stopping it. A suspension by the platform shows as suspended_for and is lifted by what it names.',
})
export const resumeInstanceEndpoint = endpoint(resumeInstance, { ...one, method: 'POST', path: '/api/instances/{id}/resume', summary: 'End a pause of your own' })
export const instanceEventsEndpoint = pageEndpoint(listInstanceEvents, { tag, method: 'GET', path: '/api/instances/{id}/events', summary: 'What was asked of it and what was seen of it, newest first', response: InstanceEventView })
export const instanceMetricsEndpoint = endpoint(getInstanceMetrics, {
  tag, method: 'GET', path: '/api/instances/{id}/metrics', summary: 'Memory, CPU, storage, requests, tokens, latency and uptime over time', response: InstanceMetricsView,
})
export const exportInstanceEndpoint = endpoint(exportInstanceHistory, {
  tag, method: 'GET', path: '/api/instances/{id}/export', summary: 'Its whole history in one document: events, figures and usage', description: 'Also of one that is deleted.', response: InstanceHistoryView,
})
export const listInstanceSizesEndpoint = pageEndpoint(listInstanceSizes, { tag, method: 'GET', path: '/api/instance-sizes', summary: 'Sizes with their prices, and which of them your plan offers', response: InstanceSizeView })
export const listInstanceModelsEndpoint = pageEndpoint(listInstanceModels, { tag, method: 'GET', path: '/api/instance-models', summary: 'Models that instances can serve', response: InstanceModelView })

const upload = { tag, response: ModelUploadView } as const
export const listUploadsEndpoint = pageEndpoint(listUploads, { ...upload, method: 'GET', path: '/api/model-uploads', summary: 'Your own model files, newest first' })
export const beginUploadEndpoint = endpoint(beginUpload, { ...upload, method: 'POST', path: '/api/model-uploads', status: 201, summary: 'Announce a model file (GGUF)', description: 'Then send its parts in order with PUT, and finish it.' })
export const getUploadEndpoint = endpoint(getUpload, { ...upload, method: 'GET', path: '/api/model-uploads/{id}', summary: 'How far a model file has come' })
export const receiveUploadEndpoint = handWritten({
  ...upload, method: 'PUT', path: '/api/model-uploads/{id}', security: 'sessionOrKey', summary: 'Send the next part of a model file', query: ReceiveUploadInput.pick({ offset: true }),
  description: 'The body is the bytes themselves (application/octet-stream), from offset on: received_bytes of the answer before. Another offset is 409; ask for the file and go on from there.',
})
export const deleteUploadEndpoint = endpoint(deleteUpload, { ...upload, method: 'DELETE', path: '/api/model-uploads/{id}', summary: 'Remove a model file that no instance serves' })
export const finishUploadEndpoint = endpoint(finishUpload, { ...upload, method: 'POST', path: '/api/model-uploads/{id}/finish', summary: 'Have a whole model file checked', description: 'Its size, its SHA-256 and its header. It is ready, or refused with refused_for.' })

export const instanceEndpoints: readonly Endpoint[] = [
  listInstancesEndpoint, createInstanceEndpoint, previewInstanceEndpoint, getInstanceEndpoint, updateInstanceEndpoint, deleteInstanceEndpoint, previewResizeEndpoint, resizeInstanceEndpoint,
  startInstanceEndpoint, stopInstanceEndpoint, restartInstanceEndpoint, suspendInstanceEndpoint, resumeInstanceEndpoint, instanceEventsEndpoint, instanceMetricsEndpoint, exportInstanceEndpoint, listInstanceSizesEndpoint,
  listInstanceModelsEndpoint, listUploadsEndpoint, beginUploadEndpoint, getUploadEndpoint, receiveUploadEndpoint, deleteUploadEndpoint, finishUploadEndpoint,
]
