import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { helm } from './helm.mjs'

const run = promisify(execFile)
const folder = resolve(import.meta.dirname, '../../deploy/helm')
export const chart = join(folder, 'yiwang')
export const valuesFile = (name: string) => join(folder, 'values', `${name}.yaml`)
export const renderedFile = (name: string) => join(folder, 'rendered', `${name}.yaml`)

/** What a district may install, by the values files that say it. */
export const installations: Readonly<Record<string, readonly string[]>> = {
  street: ['street'],
  district: ['district'],
  'busy-street': ['district', 'busy-street'],
}

/** Helm's answer, or the reason for which it refuses. */
export async function helmSays(command: 'lint' | 'template', options: readonly string[]): Promise<{ output: string; refusal?: string }> {
  const program = helm()
  if (!program) throw new Error('This needs helm 4 on the PATH.')
  const args = command === 'lint' ? ['lint', '--strict', chart, ...options] : ['template', 'yiwang', chart, ...options]
  try {
    return { output: (await run(program, args, { maxBuffer: 1 << 26 })).stdout }
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return { output: stdout, refusal: stdout + stderr }
  }
}

export const valuesOf = (installation: string): string[] => (installations[installation] ?? []).flatMap((name) => ['-f', valuesFile(name)])

/** Everything that an installation puts into the cluster: first its servers, then the platform. */
export async function rendered(installation: string): Promise<string> {
  const parts = await Promise.all(
    ['servers', 'services'].map(async (part) => {
      const { output, refusal } = await helmSays('template', [...valuesOf(installation), '--set', `part=${part}`])
      if (refusal) throw new Error(refusal)
      return output
    }),
  )
  return parts.join('')
}
