{{/* To these ports; no peers: anywhere. Takes {ports, to}. */}}
{{- define "yiwang.egress" -}}
- ports:
    {{- range .ports }}
    - port: {{ . }}
      protocol: TCP
    {{- end }}
  {{- with .to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* To the DNS server, over UDP and TCP. Takes the root. */}}
{{- define "yiwang.egressNames" -}}
{{- with .Values.networkPolicy.dns -}}
- ports:
    {{- range .ports }}
    - port: {{ . }}
      protocol: UDP
    - port: {{ . }}
      protocol: TCP
    {{- end }}
  {{- with .to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* A service is called over HTTP, and over gRPC by those who ask it; it calls its servers, the issuer, and whom it asks. */}}
{{- define "yiwang.networkPolicy" -}}
{{- $policy := .root.Values.networkPolicy -}}
{{- $asking := list -}}
{{- range $other, $spec := .root.Values.services }}
{{- if has $.service ($spec.asks | default list) }}{{ $asking = append $asking $other }}{{ end }}
{{- end -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .name }}
  labels:
    {{- include "yiwang.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "yiwang.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - ports:
        - port: http
          protocol: TCP
      {{- with $policy.httpFrom }}
      from:
        - podSelector: {}
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- if $asking }}
    - ports:
        - port: grpc
          protocol: TCP
      from:
        {{- range $asking }}
        - podSelector:
            matchLabels:
              {{- include "yiwang.selector" (dict "root" $.root "service" .) | nindent 14 }}
        {{- end }}
    {{- end }}
  egress:
    {{- include "yiwang.egressNames" .root | nindent 4 }}
    {{- include "yiwang.egress" $policy.postgres | nindent 4 }}
    {{- include "yiwang.egress" $policy.kafka | nindent 4 }}
    {{- include "yiwang.egress" $policy.issuer | nindent 4 }}
    {{- if .root.Values.telemetry.otlpEndpoint }}
    {{- include "yiwang.egress" $policy.telemetry | nindent 4 }}
    {{- end }}
    {{- range .spec.asks }}
    - ports:
        - port: 9090
          protocol: TCP
      to:
        - podSelector:
            matchLabels:
              {{- include "yiwang.selector" (dict "root" $.root "service" .) | nindent 14 }}
    {{- end }}
    {{- if .spec.callsOut }}
    - ports:
        - port: 443
          protocol: TCP
      to:
        - ipBlock:
            cidr: 0.0.0.0/0
            except:
              {{- toYaml $policy.privateRanges | nindent 14 }}
    {{- end }}
{{- end }}
