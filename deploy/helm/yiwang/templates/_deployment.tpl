{{- define "yiwang.deployment" -}}
{{- $values := .root.Values -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  labels:
    {{- include "yiwang.labels" . | nindent 4 }}
spec:
  {{- if not .spec.scaling }}
  replicas: {{ .spec.replicas }}
  {{- end }}
  # Never fewer than asked for, not even while they are replaced.
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  revisionHistoryLimit: 3
  progressDeadlineSeconds: 300
  selector:
    matchLabels:
      {{- include "yiwang.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "yiwang.labels" . | nindent 8 }}
        {{- with $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- include "yiwang.podBasics" .root | nindent 6 }}
      terminationGracePeriodSeconds: {{ add $values.stop.preStopSeconds $values.stop.timeoutSeconds 5 }}
      topologySpreadConstraints:
        {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
        - maxSkew: 1
          topologyKey: {{ . }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "yiwang.selector" $ | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
      containers:
        - name: {{ .service }}
          image: {{ include "yiwang.image" .root }}
          imagePullPolicy: {{ $values.image.pullPolicy }}
          args: [services/{{ .service }}/dist/main.js]
          env:
            {{- include "yiwang.environment" . | nindent 12 }}
          ports:
            - name: http
              containerPort: 8080
            - name: grpc
              containerPort: 9090
          # Up to two minutes to begin; then what does not answer is begun anew, and what cannot serve gets no requests.
          startupProbe:
            httpGet:
              path: /health/live
              port: http
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet:
              path: /health/live
              port: http
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet:
              path: /health/ready
              port: http
            periodSeconds: 3
            timeoutSeconds: 5
            failureThreshold: 3
          # The cluster stops sending requests a moment after it decided that a pod goes: until then it serves as before.
          lifecycle:
            preStop:
              sleep:
                seconds: {{ $values.stop.preStopSeconds }}
          resources:
            {{- toYaml (.spec.resources | default $values.resources) | nindent 12 }}
          securityContext:
            {{- include "yiwang.containerSecurity" .root | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            {{- if include "yiwang.kafkaAuthority" .root }}
            - name: kafka-authority
              mountPath: /etc/yiwang/kafka
              readOnly: true
            {{- end }}
            {{- if .spec.storage }}
            - name: storage
              mountPath: /var/lib/yiwang
            {{- end }}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi
        {{- with include "yiwang.kafkaAuthority" .root }}
        - name: kafka-authority
          secret:
            secretName: {{ . }}
        {{- end }}
        {{- with .spec.storage }}
        - name: storage
          persistentVolumeClaim:
            claimName: {{ .claim | default $.name }}
        {{- end }}
{{- end }}

{{- define "yiwang.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  labels:
    {{- include "yiwang.labels" . | nindent 4 }}
spec:
  selector:
    {{- include "yiwang.selector" . | nindent 4 }}
  ports:
    - name: http
      port: 80
      targetPort: http
    - name: grpc
      port: 9090
      targetPort: grpc
      appProtocol: kubernetes.io/h2c
{{- end }}

{{- define "yiwang.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .name }}
  labels:
    {{- include "yiwang.labels" . | nindent 4 }}
spec:
  # A drain of nodes takes one at a time; a pod that is not ready does not hold it up.
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "yiwang.selector" . | nindent 6 }}
{{- end }}

{{- define "yiwang.claim" -}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .name }}
  labels:
    {{- include "yiwang.labels" . | nindent 4 }}
  annotations:
    # What people uploaded outlives the release.
    helm.sh/resource-policy: keep
spec:
  accessModes: [{{ .spec.storage.accessMode }}]
  {{- with .spec.storage.storageClass }}
  storageClassName: {{ . }}
  {{- end }}
  resources:
    requests:
      storage: {{ .spec.storage.size }}
{{- end }}
