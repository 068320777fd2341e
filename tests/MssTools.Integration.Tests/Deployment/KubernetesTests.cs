using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Xunit;

namespace MssTools.Integration.Tests.Deployment;

/// <summary>The manifests are objects of Kubernetes, member by member, fit each other, and have nodes that the service takes.</summary>
public sealed class KubernetesTests
{
    private static readonly string[] s_files = ["nodes.yaml", "redis.yaml", "web.yaml", "network-policy.yaml"];

    private static readonly object[] s_objects = [.. s_files.SelectMany(Load)];

    private static V1StatefulSet Nodes => All<V1StatefulSet>().Single(set => set.Name() == "msstools");

    private static V1Container Node => Assert.Single(Nodes.Spec.Template.Spec.Containers);

    [Fact]
    public void Files_AreThoseOfTheKustomization()
    {
        string[] there = [.. Directory.GetFiles(DeployFile.PathOf("kubernetes")).Select(Path.GetFileName).Where(name => name != "kustomization.yaml").Order()!];
        Assert.Equal(there, s_files.Order());
        Assert.Equal(there, DeployFile.ReadYaml("kubernetes/kustomization.yaml")["resources"]!.AsArray().Select(name => name!.GetValue<string>()).Order());
    }

    [Fact]
    public void UnknownMembers_AreFound() => Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(
        DeployFile.Read("kubernetes/nodes.yaml").Replace("minReadySeconds", "minReadySecond", StringComparison.Ordinal), strict: true));

    [Fact]
    public void Node_IsNamedAndReachedAsItsPod()
    {
        Dictionary<string, string> values = Node.Env.ToDictionary(variable => variable.Name, variable => variable.ValueFrom switch
        {
            { FieldRef.FieldPath: "metadata.name" } => "msstools-0",
            { FieldRef.FieldPath: "status.podIP" } => "10.1.2.3",
            { SecretKeyRef: { Name: "msstools" } secret } => secret.Key,
            _ => throw new InvalidOperationException($"{variable.Name} comes from elsewhere."),
        });
        ServiceDefinition read = NodeLine.Read(Node.Args.Select(word => Regex.Replace(word, @"\$\((\w+)\)", found => values[found.Groups[1].Value])));

        Assert.Equal(("msstools-0", "10.1.2.3"), (read.NodeName, $"{read.NodeAddress}"));
        Assert.Equal(Node.Ports.Single().ContainerPort, read.NodePort);
        Assert.Equal(":redis-password", read.Cluster!.UserInfo);
        V1Service store = All<V1Service>().Single(service => service.Name() == read.Cluster.Host);
        Assert.Equal(store.Spec.Ports.Single().Port, read.Cluster.Port);
        Assert.Contains(Node.VolumeMounts, mount => mount.MountPath == read.StatePath);
        Assert.Equal("state-key", values["MSSTOOLS_STATE_KEY"]);
        string readme = DeployFile.Read("README.md");
        Assert.All(["state-key", "redis-password"], key => Assert.Contains($"--from-literal={key}=", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Nodes_AreThree_OneOfWhichMayBeAway_AndHaveTimeToEnd()
    {
        Assert.Equal(3, Nodes.Spec.Replicas);
        V1PodDisruptionBudget budget = All<V1PodDisruptionBudget>().Single();
        Assert.Equal("1", budget.Spec.MaxUnavailable.Value);
        Assert.Equal(Nodes.Spec.Selector.MatchLabels, budget.Spec.Selector.MatchLabels);
        Assert.True(Nodes.Spec.Template.Spec.TerminationGracePeriodSeconds >= 90); // as systemd has it
        Assert.True(Node.StartupProbe.PeriodSeconds * Node.StartupProbe.FailureThreshold >= 90); // 60 s to join, 20 s until one of its name is dead
        Assert.Contains(Nodes.Spec.Template.Spec.Volumes, volume => volume.PersistentVolumeClaim?.ClaimName == All<V1PersistentVolumeClaim>().Single().Name());
        Assert.Equal(["ReadWriteMany"], All<V1PersistentVolumeClaim>().Single().Spec.AccessModes);
    }

    [Fact]
    public void Sets_HaveTheirServices_Selectors_Ports_Probes_AndVolumes() => Assert.All(All<V1StatefulSet>(), set =>
    {
        V1PodSpec pod = set.Spec.Template.Spec;
        V1Container container = Assert.Single(pod.Containers);
        V1Service service = All<V1Service>().Single(one => one.Name() == set.Spec.ServiceName);
        IDictionary<string, string> labels = set.Spec.Template.Metadata.Labels;
        Assert.Equal(labels, set.Spec.Selector.MatchLabels);
        Assert.Equal(labels, service.Spec.Selector);
        Assert.Equal("None", service.Spec.ClusterIP);
        V1ContainerPort port = Assert.Single(container.Ports);
        Assert.Equal((port.Name, port.ContainerPort), (service.Spec.Ports.Single().TargetPort.Value, service.Spec.Ports.Single().Port));
        V1Probe[] probes = [.. new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe }.Where(probe => probe is not null)];
        Assert.True(probes.Length >= 2);
        Assert.All(probes, probe => Assert.Equal(port.Name, probe.TcpSocket.Port.Value));
        string[] volumes = [.. (pod.Volumes ?? []).Select(volume => volume.Name), .. set.Spec.VolumeClaimTemplates.Select(claim => claim.Name())];
        Assert.Equal(volumes.Order(), container.VolumeMounts.Select(mount => mount.Name).Order());

        V1NetworkPolicy policy = All<V1NetworkPolicy>().Single(one => one.Spec.PodSelector.MatchLabels.SequenceEqual(labels));
        V1NetworkPolicyIngressRule rule = Assert.Single(policy.Spec.Ingress);
        Assert.Equal($"{port.ContainerPort}", rule.Ports.Single().Port.Value);
        Assert.Equal(Nodes.Spec.Selector.MatchLabels, rule.FromProperty.Single().PodSelector.MatchLabels);
    });

    [Fact]
    public void Containers_MayNothingThatTheyNeedNot() => Assert.All(All<V1StatefulSet>(), set =>
    {
        V1PodSpec pod = set.Spec.Template.Spec;
        V1SecurityContext own = pod.Containers.Single().SecurityContext;
        Assert.True(pod.SecurityContext is { RunAsNonRoot: true, RunAsUser: > 0, FsGroup: > 0, SeccompProfile.Type: "RuntimeDefault" });
        Assert.True(own is { AllowPrivilegeEscalation: false, ReadOnlyRootFilesystem: true });
        Assert.Equal(["ALL"], own.Capabilities.Drop);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.True(pod.Containers.Single().Resources is { Requests.Count: 2, Limits.Count: > 0 });
    });

    private static IEnumerable<T> All<T>() => s_objects.OfType<T>();

    private static List<object> Load(string name) => KubernetesYaml.LoadAllFromString(DeployFile.Read($"kubernetes/{name}"), strict: true);
}
