import { z } from 'zod'

const name = z.string().min(1)

/** The variables of instances in containers. */
export const containerShape = {
  DOCKER_HOST: name.default('unix:///var/run/docker.sock'),
  INSTANCE_IMAGE_HOUSE: name.default('matrix-platform/model-server:latest'),
  INSTANCE_IMAGE_LLAMA_SERVER: name.optional(),
  INSTANCE_IMAGE_VLLM: name.optional(),
  INSTANCE_IMAGE_OLLAMA: name.optional(),
  INSTANCE_GPUS: z.coerce.number('must be a number of cards').int('must be a number of cards').min(0, 'must be a number of cards').max(64, 'must be a number of cards').default(0),
}
