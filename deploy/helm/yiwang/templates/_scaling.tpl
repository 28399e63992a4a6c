{{/* One autoscaler a service: by load alone (cpu) Kubernetes' own, by what waits to be consumed (lag) KEDA's, which then looks at the load too. */}}
{{- define "yiwang.scaling" -}}
{{- $values := .root.Values -}}
{{- $scaling := .spec.scaling -}}
{{- if not $scaling.lag -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ .name }}
  labels:
    {{- include "yiwang.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ .name }}
  minReplicas: {{ $scaling.min }}
  maxReplicas: {{ $scaling.max }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ $scaling.cpu }}
{{- else -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ .name }}
  labels:
    {{- include "yiwang.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    name: {{ .name }}
  minReplicaCount: {{ $scaling.min }}
  maxReplicaCount: {{ $scaling.max }}
  pollingInterval: {{ $scaling.lag.everySeconds | default 10 }}
  cooldownPeriod: {{ $scaling.lag.calmSeconds | default 300 }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleDown:
          stabilizationWindowSeconds: {{ $scaling.lag.calmSeconds | default 300 }}
  triggers:
    {{- range $scaling.lag.topics }}
    - type: kafka
      metadata:
        bootstrapServers: {{ include "yiwang.brokers" $.root | quote }}
        consumerGroup: {{ $values.district.topicPrefix }}{{ $.service }}
        topic: {{ $values.district.topicPrefix }}{{ . }}
        lagThreshold: {{ $scaling.lag.threshold | quote }}
        offsetResetPolicy: earliest
        {{- with $values.kafka.sasl.mechanism }}
        sasl: {{ get (dict "scram-sha-512" "scram_sha512" "scram-sha-256" "scram_sha256" "plain" "plaintext") . }}
        {{- end }}
        {{- if $values.kafka.tls.enabled }}
        tls: enable
        {{- end }}
      {{- if or $values.kafka.sasl.mechanism (include "yiwang.kafkaAuthority" $.root) }}
      authenticationRef:
        name: {{ $.name }}
      {{- end }}
    {{- end }}
    {{- with $scaling.cpu }}
    - type: cpu
      metricType: Utilization
      metadata:
        value: {{ . | quote }}
    {{- end }}
{{- if or $values.kafka.sasl.mechanism (include "yiwang.kafkaAuthority" .root) }}
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: {{ .name }}
  labels:
    {{- include "yiwang.labels" . | nindent 4 }}
spec:
  {{- if $values.kafka.sasl.mechanism }}
  # As the service itself does.
  env:
    - parameter: username
      name: KAFKA_SASL_USERNAME
    - parameter: password
      name: KAFKA_SASL_PASSWORD
  {{- end }}
  {{- with include "yiwang.kafkaAuthority" .root }}
  secretTargetRef:
    - parameter: ca
      name: {{ . }}
      key: {{ $values.kafka.tls.caKey }}
  {{- end }}
{{- end }}
{{- end }}
{{- end }}
