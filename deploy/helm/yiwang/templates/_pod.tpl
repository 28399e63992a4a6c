{{/* What every pod of ours has: no root, no rights, no token of the cluster. */}}
{{- define "yiwang.podBasics" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "yiwang.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* A variable from a Secret. Takes {variable, secret, key}. */}}
{{- define "yiwang.secretVariable" -}}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key | default .variable }}
{{- end }}

{{/* What a service reads from its environment. Takes {root, service, spec}. */}}
{{- define "yiwang.environment" -}}
{{- $name := include "yiwang.name" .root -}}
{{- $values := .root.Values -}}
- name: HOST
  value: 0.0.0.0
- name: HTTP_PORT
  value: "8080"
- name: GRPC_PORT
  value: "9090"
- name: DISTRICT
  value: {{ $values.district.code | quote }}
- name: TOPIC_PREFIX
  value: {{ $values.district.topicPrefix | quote }}
- name: ISSUER_URL
  value: {{ required "issuer.url: whose tokens are believed?" $values.issuer.url | quote }}
- name: TOKEN_AUDIENCE
  value: {{ $values.issuer.audience | quote }}
- name: IDENTITY_CLAIM
  value: {{ $values.issuer.identityClaim | quote }}
- name: SERVICE_CLIENT_ID
  value: service:{{ .service }}
- name: STOP_DRAIN_MS
  value: {{ mul $values.stop.drainSeconds 1000 | quote }}
- name: STOP_TIMEOUT_MS
  value: {{ mul $values.stop.timeoutSeconds 1000 | quote }}
{{ include "yiwang.secretVariable" (dict "variable" "DATABASE_URL" "secret" (printf "%s-%s-credentials" $name .service)) }}
{{ include "yiwang.secretVariable" (dict "variable" "SERVICE_CLIENT_SECRET" "secret" (printf "%s-%s-credentials" $name .service)) }}
{{- range .spec.secrets }}
{{ include "yiwang.secretVariable" (dict "variable" . "secret" (printf "%s-shared" $name)) }}
{{- end }}
- name: KAFKA_BROKERS
  value: {{ include "yiwang.brokers" .root | quote }}
{{- if $values.kafka.sasl.mechanism }}
- name: KAFKA_SASL_MECHANISM
  value: {{ $values.kafka.sasl.mechanism }}
- name: KAFKA_SASL_USERNAME
  value: {{ $name }}-{{ .service }}
{{ include "yiwang.secretVariable" (dict "variable" "KAFKA_SASL_PASSWORD" "secret" (printf "%s-%s" $name .service) "key" "password") }}
{{- end }}
{{- if $values.kafka.tls.enabled }}
- name: KAFKA_TLS
  value: "on"
{{- if include "yiwang.kafkaAuthority" .root }}
- name: KAFKA_TLS_CA_FILE
  value: /etc/yiwang/kafka/{{ $values.kafka.tls.caKey }}
{{- end }}
{{- end }}
{{- range .spec.asks }}
- name: {{ upper . }}_GRPC
  value: {{ $name }}-{{ . }}:9090
{{- end }}
{{- with .spec.storage }}
- name: {{ .env }}
  value: /var/lib/yiwang
{{- end }}
{{- with $values.telemetry.otlpEndpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- range $variable, $value := merge (dict) (.spec.env | default dict) $values.env }}
- name: {{ $variable }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
