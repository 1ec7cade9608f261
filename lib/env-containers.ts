import { z } from 'zod'
import { clusterClaims } from './providers/instance-runtime/kubernetes/settings'

const name = z.string().min(1)

const claims = z.string().default('').transform((text) => [...new Set(text.split(',').map((part) => part.trim()).filter((part) => part !== ''))])
  .pipe(z.array(z.enum(clusterClaims, 'must be pids, network, storage or several of them, separated by commas')))

/** The variables of instances in containers. */
export const containerShape = {
  DOCKER_HOST: name.default('unix:///var/run/docker.sock'),
  INSTANCE_IMAGE_HOUSE: name.default('matrix-platform/model-server:latest'),
  INSTANCE_IMAGE_LLAMA_SERVER: name.optional(),
  INSTANCE_IMAGE_VLLM: name.optional(),
  INSTANCE_IMAGE_OLLAMA: name.optional(),
  INSTANCE_GPUS: z.coerce.number('must be a number of cards').int('must be a number of cards').min(0, 'must be a number of cards').max(64, 'must be a number of cards').default(0),
  KUBECONFIG: name.optional(),
  KUBERNETES_ENDPOINT: z.enum(['service', 'pod-ip'], 'must be service or pod-ip').default('service'),
  KUBERNETES_STORAGE_CLASS: name.optional(),
  KUBERNETES_GATEWAY_LABEL: z.string().regex(/^[\w./-]+=[\w.-]+$/, 'must be a label like key=value').default('matrix-platform/gateway=true'),
  KUBERNETES_HOLDS: claims,
  KUBERNETES_SHARED_FILES: z.enum(['0', '1'], 'must be 0 or 1').default('0').transform((text) => text === '1'),
}
