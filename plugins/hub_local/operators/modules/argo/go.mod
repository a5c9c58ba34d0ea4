module workloadhub.dev/operators/argo

go 1.26

tool github.com/argoproj/argo-workflows/v3/cmd/workflow-controller
tool github.com/argoproj/argo-workflows/v3/cmd/argoexec

require github.com/argoproj/argo-workflows/v3 v3.7.4

replace github.com/olekukonko/tablewriter => github.com/olekukonko/tablewriter v0.0.5
