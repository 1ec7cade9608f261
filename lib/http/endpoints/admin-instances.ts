import {
  forceDelete, forceRestart, forceResume, forceStop, forceSuspend, getAnyInstance, getAnyInstanceMetrics, getAnyInstanceModel, getAnyInstanceSize, listAllInstances, listAnyInstanceEvents, listInstanceHosts, listAllInstanceModels,
  listAllInstanceSizes, removeOrphan, saveInstanceModel, saveInstanceSize, setInstancePrice,
} from '@/lib/domain/admin'
import { AnyInstanceModelView, AnyInstanceRowView, AnyInstanceSizeView, AnyInstanceView, InstanceHostView } from '@/lib/domain/admin/instances/view'
import { InstanceEventView, InstanceMetricsView } from '@/lib/domain/instances/view'
import { endpoint, pageEndpoint, type Endpoint } from '../endpoint'

const tag = 'Admin'
const one = { tag, response: AnyInstanceView } as const
const size = { tag, response: AnyInstanceSizeView } as const
const model = { tag, response: AnyInstanceModelView } as const

export const listAllInstancesEndpoint = pageEndpoint(listAllInstances, { tag, method: 'GET', path: '/api/admin/instances', summary: 'Instances of all clients', response: AnyInstanceRowView })
export const getAnyInstanceEndpoint = endpoint(getAnyInstance, { ...one, method: 'GET', path: '/api/admin/instances/{id}', summary: 'One instance with what its runtime said' })
export const anyInstanceEventsEndpoint = pageEndpoint(listAnyInstanceEvents, { tag, method: 'GET', path: '/api/admin/instances/{id}/events', summary: 'What happened to an instance', response: InstanceEventView })
export const anyInstanceMetricsEndpoint = endpoint(getAnyInstanceMetrics, { tag, method: 'GET', path: '/api/admin/instances/{id}/metrics', summary: 'What an instance used and served over time', response: InstanceMetricsView })
export const forceSuspendEndpoint = endpoint(forceSuspend, { ...one, method: 'POST', path: '/api/admin/instances/{id}/suspend', summary: 'Hold an instance; only staff lift it' })
export const forceResumeEndpoint = endpoint(forceResume, { ...one, method: 'POST', path: '/api/admin/instances/{id}/resume', summary: 'Lift what holds an instance' })
export const forceRestartEndpoint = endpoint(forceRestart, { ...one, method: 'POST', path: '/api/admin/instances/{id}/restart', summary: 'Start an instance anew' })
export const forceStopEndpoint = endpoint(forceStop, { ...one, method: 'POST', path: '/api/admin/instances/{id}/stop', summary: 'Stop an instance in its client’s place' })
export const forceDeleteEndpoint = endpoint(forceDelete, { ...one, method: 'POST', path: '/api/admin/instances/{id}/delete', summary: 'End an instance for good' })
export const listHostsEndpoint = pageEndpoint(listInstanceHosts, { tag, method: 'GET', path: '/api/admin/instance-hosts', summary: 'Machines that run instances: room, isolation, what is left over', response: InstanceHostView })
export const removeOrphanEndpoint = endpoint(removeOrphan, { tag, method: 'POST', path: '/api/admin/instance-hosts/remove-orphan', summary: 'Ask for something left over to be removed', response: InstanceHostView, status: 202 })
export const listSizesEndpoint = pageEndpoint(listAllInstanceSizes, { ...size, method: 'GET', path: '/api/admin/instance-sizes', summary: 'Sizes with all their prices' })
export const createSizeEndpoint = endpoint(saveInstanceSize, { ...size, method: 'POST', path: '/api/admin/instance-sizes', summary: 'Make a size', status: 201 })
export const getSizeEndpoint = endpoint(getAnyInstanceSize, { ...size, method: 'GET', path: '/api/admin/instance-sizes/{id}', summary: 'One size' })
export const saveSizeEndpoint = endpoint(saveInstanceSize, { ...size, method: 'PUT', path: '/api/admin/instance-sizes/{id}', summary: 'Change a size', description: 'What it is made of changes only while no instance has it.' })
export const setSizePriceEndpoint = endpoint(setInstancePrice, { ...size, method: 'POST', path: '/api/admin/instance-sizes/{id}/prices', summary: 'Set the next price of a size', status: 201 })
export const listServedModelsEndpoint = pageEndpoint(listAllInstanceModels, { ...model, method: 'GET', path: '/api/admin/instance-models', summary: 'Models that instances serve' })
export const createServedModelEndpoint = endpoint(saveInstanceModel, { ...model, method: 'POST', path: '/api/admin/instance-models', summary: 'Offer a model for instances', status: 201 })
export const getServedModelEndpoint = endpoint(getAnyInstanceModel, { ...model, method: 'GET', path: '/api/admin/instance-models/{id}', summary: 'One model for instances' })
export const saveServedModelEndpoint = endpoint(saveInstanceModel, { ...model, method: 'PUT', path: '/api/admin/instance-models/{id}', summary: 'Change a model for instances' })

export const adminInstanceEndpoints: readonly Endpoint[] = [
  listAllInstancesEndpoint, getAnyInstanceEndpoint, anyInstanceEventsEndpoint, anyInstanceMetricsEndpoint, forceSuspendEndpoint, forceResumeEndpoint, forceRestartEndpoint, forceStopEndpoint,
  forceDeleteEndpoint, listHostsEndpoint, removeOrphanEndpoint, listSizesEndpoint, createSizeEndpoint, getSizeEndpoint, saveSizeEndpoint, setSizePriceEndpoint, listServedModelsEndpoint,
  createServedModelEndpoint, getServedModelEndpoint, saveServedModelEndpoint,
]
