{{- define "yiwang.name" -}}
{{ .Values.name | default .Release.Name }}
{{- end }}

{{/* The labels by which a service's pods are found. Takes {root, service}. */}}
{{- define "yiwang.selector" -}}
app.kubernetes.io/name: {{ .service }}
app.kubernetes.io/instance: {{ include "yiwang.name" .root }}
{{- end }}

{{- define "yiwang.labels" -}}
{{ include "yiwang.selector" . }}
app.kubernetes.io/part-of: yiwang
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "yiwang.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "yiwang.brokers" -}}
{{- if .Values.kafka.brokers -}}
{{ .Values.kafka.brokers }}
{{- else if .Values.kafka.strimzi.enabled -}}
{{ include "yiwang.name" . }}-kafka-bootstrap:{{ ternary 9093 9092 .Values.kafka.tls.enabled }}
{{- else -}}
{{ fail "kafka.brokers is empty and kafka.strimzi.enabled is false: which Kafka?" }}
{{- end -}}
{{- end }}

{{/* The Secret with the certificates of the brokers; nothing where there is none. */}}
{{- define "yiwang.kafkaAuthority" -}}
{{- if .Values.kafka.tls.enabled -}}
{{ .Values.kafka.tls.caSecret | default (ternary (printf "%s-cluster-ca-cert" (include "yiwang.name" .)) "" .Values.kafka.strimzi.enabled) }}
{{- end -}}
{{- end }}
