import { z } from 'zod'
import { ReadLogsInput } from '@/lib/domain/instances/read-logs'
import { handWritten, type Endpoint } from '../endpoint'

const LogLineView = z.object({ offset: z.string().meta({ description: 'For `after`.' }), at: z.date().nullable(), stream: z.enum(['stdout', 'stderr']), text: z.string() })

export const instanceLogsEndpoint = handWritten({
  method: 'GET', path: '/api/instances/{id}/logs', tag: 'Instances', summary: 'What an instance’s server writes', security: 'sessionOrKey', query: ReadLogsInput.omit({ id: true }), response: z.object({ data: z.array(LogLineView) }),
  description: 'With follow=1 a stream of server-sent events: each line with its offset as id, a comment every 15 seconds, `event: end` when no more will come. '
    + 'A stream lasts ten minutes; connect again with Last-Event-ID (browsers do) and it goes on behind that line. With download=1 a text file. Prompts and answers are not logged.',
})

export const instanceLogsEndpoints: readonly Endpoint[] = [instanceLogsEndpoint]
