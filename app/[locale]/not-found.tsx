import { NotFoundScreen } from '@/components/layout/not-found-screen'

export default function NotFound() {
  return <main id="main" className="grid min-h-dvh place-items-center p-4"><NotFoundScreen /></main>
}
