// The yardstick: client-go's own pod informer, protobuf on, from start to synced.
// It prints one line of JSON: objects, seconds, and the user CPU it took.
package main

import (
	"context"
	"encoding/json"
	"os"
	"syscall"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(
		clientcmd.NewDefaultClientConfigLoadingRules(), nil).ClientConfig()
	if err != nil {
		panic(err)
	}
	config.ContentType = "application/vnd.kubernetes.protobuf"
	config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	client := kubernetes.NewForConfigOrDie(config)

	start := time.Now()
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	factory := informers.NewSharedInformerFactory(client, 0)
	pods := factory.Core().V1().Pods().Informer()
	factory.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), pods.HasSynced) {
		panic("not synced within five minutes")
	}
	seconds := time.Since(start).Seconds()

	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	user := float64(used.Utime.Sec) + float64(used.Utime.Usec)/1e6
	json.NewEncoder(os.Stdout).Encode(map[string]any{
		"pods": len(pods.GetStore().ListKeys()), "seconds": seconds, "user": user, "rss": used.Maxrss * 1024})
}
