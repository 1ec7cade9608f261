import { createHash } from 'node:crypto'
import type { KubernetesObject, V1Container, V1Deployment, V1PersistentVolumeClaim, V1Secret, V1SecurityContext, V1Service, V1Volume, V1VolumeMount } from '@kubernetes/client-node'
import { inside, launchOf, loadsOwnCode, type Launch } from '../engine-launch'
import { RuntimeError, type InstanceSpec } from '../types'
import { engineContainer, labelsOf, marks, nameOf, namespaceOf, PORT, userOf, type KubernetesSettings } from './settings'

const relaySize = { memoryBytes: 96 * 2 ** 20, cpuMillis: 250 }
const GRACE_SECONDS = 30

/** What an instance takes of its client's quota. */
export const sizeOf = ({ engine, resources }: InstanceSpec) => {
  const relay = engine === 'ollama' ? relaySize : { memoryBytes: 0, cpuMillis: 0 }
  return { memoryBytes: resources.memoryBytes + relay.memoryBytes, cpuMillis: resources.cpuMillis + relay.cpuMillis }
}

/** An instance's own objects, without the workload. */
export function instanceObjects(settings: KubernetesSettings, spec: InstanceSpec): KubernetesObject[] {
  const metadata = { name: nameOf(spec.id), namespace: namespaceOf(spec.clientId), labels: labelsOf(settings, spec) }
  const launch = launchOf(spec, { port: PORT })
  const secret: V1Secret = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data: launch.secret === null ? {} : { token: Buffer.from(launch.secret.value).toString('base64') } }
  const service: V1Service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'ClusterIP', selector: { [marks.instance]: spec.id }, ports: [{ name: 'http', protocol: 'TCP', port: PORT, targetPort: PORT }] } }
  return [secret, service]
}

export function claimObject(settings: KubernetesSettings, spec: InstanceSpec): V1PersistentVolumeClaim {
  const storageClassName = settings.storageClass === null ? {} : { storageClassName: settings.storageClass }
  return {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: nameOf(spec.id), namespace: namespaceOf(spec.clientId), labels: labelsOf(settings, spec) },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: String(spec.resources.storageBytes) } }, ...storageClassName },
  }
}

/** The workload, not running yet. @throws RuntimeError */
export function deploymentObject(settings: KubernetesSettings, spec: InstanceSpec): V1Deployment {
  const labels = labelsOf(settings, spec)
  const name = nameOf(spec.id)
  const launch = launchOf(spec, { port: PORT })
  const uid = userOf(spec.id)
  const podSpec = {
    automountServiceAccountToken: false, enableServiceLinks: false, terminationGracePeriodSeconds: GRACE_SECONDS, restartPolicy: 'Always',
    securityContext: { runAsNonRoot: true, runAsUser: uid, runAsGroup: uid, fsGroup: uid, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [engine(settings, spec, launch), ...(launch.relay === null ? [] : [relay(settings, spec, launch)])],
    volumes: volumes(settings, spec, name),
  }
  const fingerprint = createHash('sha256').update(JSON.stringify(podSpec)).digest('hex').slice(0, 32)
  const annotations = { [marks.generation]: String(spec.generation), [marks.fingerprint]: fingerprint }
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: namespaceOf(spec.clientId), labels, annotations },
    spec: {
      replicas: 0, strategy: { type: 'Recreate' }, revisionHistoryLimit: 0, selector: { matchLabels: { [marks.instance]: spec.id } },
      template: { metadata: { labels, annotations }, spec: podSpec },
    },
  }
}

function engine(settings: KubernetesSettings, spec: InstanceSpec, launch: Launch): V1Container {
  const gpus = spec.engine === 'house' || settings.gpus === 0 ? {} : { 'nvidia.com/gpu': String(settings.gpus) }
  const size = { cpu: `${spec.resources.cpuMillis}m`, memory: String(spec.resources.memoryBytes), ...gpus }
  const isHidden = launch.relay !== null
  return {
    name: engineContainer, image: imageOf(settings, spec), imagePullPolicy: 'IfNotPresent', args: launch.args, workingDir: inside.data,
    env: [...listOf(launch.env), ...(isHidden ? [] : secretOf(spec, launch))], resources: { limits: size, requests: size }, securityContext: walls,
    ...(isHidden ? {} : { ports: [{ name: 'http', containerPort: PORT }], ...probes }),
    volumeMounts: [{ name: 'data', mountPath: inside.data }, { name: 'tmp', mountPath: '/tmp' }, ...modelMounts(spec)],
  }
}

function relay(settings: KubernetesSettings, spec: InstanceSpec, launch: Launch): V1Container {
  const size = { cpu: `${relaySize.cpuMillis}m`, memory: String(relaySize.memoryBytes) }
  return {
    name: 'relay', image: imageOf(settings, { ...spec, engine: 'house' }), imagePullPolicy: 'IfNotPresent', command: [inside.node, inside.relay], args: [],
    env: [...listOf(launch.relay ?? {}), ...secretOf(spec, launch)], resources: { limits: size, requests: size }, securityContext: walls, ports: [{ name: 'http', containerPort: PORT }], ...probes,
  }
}

const walls: V1SecurityContext = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true, capabilities: { drop: ['ALL'] } }

const ask = { httpGet: { path: '/health', port: PORT }, timeoutSeconds: 5 }
/** The manager has deadlines of its own; these are for the cluster's, which must not be shorter. */
const probes = { startupProbe: { ...ask, periodSeconds: 1, failureThreshold: 3600 }, readinessProbe: { ...ask, periodSeconds: 5, failureThreshold: 2 }, livenessProbe: { ...ask, periodSeconds: 10, failureThreshold: 12 } }

function volumes(settings: KubernetesSettings, spec: InstanceSpec, name: string): V1Volume[] {
  const tmp: V1Volume = { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }
  const data: V1Volume = { name: 'data', persistentVolumeClaim: { claimName: name } }
  if (loadsOwnCode(spec.engine)) return [data, tmp, { name: 'models', hostPath: { path: shared(settings, settings.modelsDir), type: 'Directory' } }]
  return spec.model.path === undefined ? [data, tmp] : [data, tmp, { name: 'models', hostPath: { path: shared(settings, spec.model.path), type: 'File' } }]
}

function modelMounts({ engine: name, model }: InstanceSpec): V1VolumeMount[] {
  if (loadsOwnCode(name)) return [{ name: 'models', mountPath: inside.models, readOnly: true }]
  return model.path === undefined ? [] : [{ name: 'models', mountPath: inside.model, readOnly: true }]
}

function shared({ hasSharedFiles }: KubernetesSettings, path: string): string {
  if (hasSharedFiles) return path
  throw new RuntimeError('model', `the nodes do not see ${path}: share it with them at the same path and set KUBERNETES_SHARED_FILES=1`)
}

function imageOf({ images }: KubernetesSettings, { engine: name }: InstanceSpec): string {
  const image = images[name]
  if (image === null) throw new RuntimeError('image', `no image is named for ${name}`)
  return image
}

const listOf = (env: Record<string, string>) => Object.entries(env).map(([name, value]) => ({ name, value }))
const secretOf = ({ id }: InstanceSpec, { secret }: Launch) => (secret === null ? [] : [{ name: secret.name, valueFrom: { secretKeyRef: { name: nameOf(id), key: 'token' } } }])
