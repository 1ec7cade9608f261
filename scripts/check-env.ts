// Checks the whole configuration before anything is started: one line that names what is wrong, exit status 1.
import { requireEnv } from '@/lib/require-env'

requireEnv()
