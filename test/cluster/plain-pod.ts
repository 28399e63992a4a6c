/** A pod of the product's image under restricted pod security, which runs a program of ours. */
export interface PlainPod {
  readonly name: string
  readonly image: string
  readonly labels: Readonly<Record<string, string>>
  readonly command: readonly string[]
  readonly notOn?: string
  /** What is mounted, by the folder where. */
  readonly volumes?: Readonly<Record<string, object>>
}

export function plainPod({ name, image, labels, command, notOn, volumes = {} }: PlainPod): object {
  const elsewhere = { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'NotIn', values: [notOn] }] }
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [elsewhere] } } }
  const mounts = Object.entries(volumes).map(([mountPath, source], index) => ({ mountPath, source, name: `volume-${index}` }))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      // It names services in full: no other names are to be asked for first.
      dnsConfig: { options: [{ name: 'ndots', value: '1' }] },
      securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
      ...(notOn !== undefined && { affinity }),
      containers: [
        {
          name: 'program',
          image,
          imagePullPolicy: 'IfNotPresent',
          command,
          resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } },
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
          volumeMounts: mounts.map(({ name: of, mountPath }) => ({ name: of, mountPath })),
        },
      ],
      volumes: mounts.map(({ name: of, source }) => ({ name: of, ...source })),
    },
  }
}
