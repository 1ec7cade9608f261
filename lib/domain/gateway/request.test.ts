import { describe, expect, it } from 'vitest'
import { ChatRequest } from './request'

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
