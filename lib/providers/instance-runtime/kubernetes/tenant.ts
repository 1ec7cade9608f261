import type { KubernetesObject, V1LimitRange, V1Namespace, V1NetworkPolicy, V1ResourceQuota } from '@kubernetes/client-node'
import { marks, namespaceOf, PORT, type KubernetesSettings } from './settings'

/** What all instances of a client have the right to together. */
export type Total = { count: number; memoryBytes: number; cpuMillis: number; storageBytes: number }

const named = (namespace: string, labels: Record<string, string>) => ({ name: 'matrix-platform', namespace, labels })

/** The fence around a client's instances: a namespace in which nothing reaches anything, and no more runs than was sold. */
export function tenantObjects(settings: KubernetesSettings, clientId: string): KubernetesObject[] {
  const namespace = namespaceOf(clientId)
  const labels = { [marks.installation]: settings.installation, [marks.client]: clientId, 'app.kubernetes.io/managed-by': 'matrix-platform' }
  const [key = '', value = ''] = settings.gatewayLabel.split('=')
  const space: V1Namespace = {
    apiVersion: 'v1', kind: 'Namespace',
    // Also for clusters that look at pods themselves: nothing here needs more than the strictest profile, but a node's files.
    metadata: { name: namespace, labels: { ...labels, 'pod-security.kubernetes.io/enforce': settings.hasSharedFiles ? 'privileged' : 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' } },
  }
  const range: V1LimitRange = {
    apiVersion: 'v1', kind: 'LimitRange', metadata: named(namespace, labels),
    spec: { limits: [{ type: 'Container', _default: { cpu: '100m', memory: '64Mi' }, defaultRequest: { cpu: '100m', memory: '64Mi' } }] },
  }
  const fence: V1NetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: named(namespace, labels),
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{ _from: [{ namespaceSelector: { matchLabels: { [key]: value } } }], ports: [{ protocol: 'TCP', port: PORT }] }], egress: [] },
  }
  return [space, range, fence]
}

export function quotaObject(settings: KubernetesSettings, clientId: string, { count, memoryBytes, cpuMillis, storageBytes }: Total): V1ResourceQuota {
  const hard = {
    pods: String(count), persistentvolumeclaims: String(count), 'services.nodeports': '0', 'services.loadbalancers': '0', 'requests.storage': String(storageBytes),
    'limits.memory': String(memoryBytes), 'limits.cpu': `${cpuMillis}m`, 'requests.memory': String(memoryBytes), 'requests.cpu': `${cpuMillis}m`,
  }
  const labels = { [marks.installation]: settings.installation, [marks.client]: clientId }
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: named(namespaceOf(clientId), labels), spec: { hard } }
}
