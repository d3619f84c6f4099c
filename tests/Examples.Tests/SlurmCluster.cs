using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Examples.Tests;

/// <summary>A Slurm of one machine, in a folder of its own, for the time of a test.</summary>
public sealed class SlurmCluster : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slurm-");
    private readonly string _node;

    /// <summary>Starts the daemons and waits until the node is idle.</summary>
    public SlurmCluster()
    {
        _node = Dns.GetHostName().Split('.')[0];
        foreach (var name in new[] { "state", "spool" }) _folder.CreateSubdirectory(name);
        File.WriteAllText(Configuration, Text());
        Call("slurmctld", "-f", Configuration);
        Call("slurmd", "-f", Configuration, "-N", _node);
        Until(() => Call("sinfo", "--noheader", "--format=%T").Trim() == "idle", "the node never became idle");
    }

    /// <summary>The file that <c>SLURM_CONF</c> names.</summary>
    public string Configuration => Path.Combine(_folder.FullName, "slurm.conf");

    /// <summary>Runs one of Slurm's programs and gives what it prints.</summary>
    public string Call(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SLURM_CONF"] = Configuration, ["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin" },
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + error.Result;
    }

    /// <summary>Lets jobs start on the node, or not.</summary>
    public void SetState(string state) => Call("scontrol", "update", $"NodeName={_node}", $"State={state}", "Reason=test");

    /// <summary>Spares a task that went back into the queue the two minutes that Slurm lets it wait.</summary>
    public void StartRequeued()
    {
        string[] waiting = [];
        Until(() => (waiting = [.. Call("squeue", "--noheader", "--array", "--states=PENDING", "--format=%i %r").Split('\n').Where(line => line.Contains("BeginTime")).Select(line => line.Split(' ')[0])]).Length > 0, "no task went back into the queue");
        foreach (var task in waiting) Call("scontrol", "update", $"JobId={task}", "StartTime=now");
    }

    /// <summary>Waits for something.</summary>
    public static void Until(Func<bool> condition, string otherwise)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), otherwise);
            Thread.Sleep(200);
        }
    }

    public void Dispose()
    {
        Call("scancel", "--signal=KILL", "--user=root");
        foreach (var daemon in new[] { "slurmd", "slurmctld" })
        {
            var pid = Path.Combine(_folder.FullName, daemon + ".pid");
            if (!File.Exists(pid)) continue;
            using var process = Process.GetProcessById(int.Parse(File.ReadAllText(pid), CultureInfo.InvariantCulture));
            using var kill = Process.Start("kill", $"{process.Id}");
            if (!process.WaitForExit(TimeSpan.FromSeconds(10))) process.Kill();
        }
        _folder.Delete(recursive: true);
    }

    private string Text() => $"""
        ClusterName=one
        SlurmctldHost={_node}(127.0.0.1)
        SlurmUser=root
        SlurmdUser=root
        AuthType=auth/none
        CredType=cred/none
        SlurmctldPort={FreePort()}
        SlurmdPort={FreePort()}
        StateSaveLocation={_folder.FullName}/state
        SlurmdSpoolDir={_folder.FullName}/spool
        SlurmctldPidFile={_folder.FullName}/slurmctld.pid
        SlurmdPidFile={_folder.FullName}/slurmd.pid
        SlurmctldLogFile={_folder.FullName}/slurmctld.log
        SlurmdLogFile={_folder.FullName}/slurmd.log
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        JobAcctGatherType=jobacct_gather/none
        AccountingStorageType=accounting_storage/none
        MpiDefault=none
        SelectType=select/cons_tres
        SelectTypeParameters=CR_Core
        SchedulerType=sched/backfill
        SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
        ReturnToService=2
        KillWait=5
        NodeName={_node} NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000 State=UNKNOWN
        PartitionName=main Nodes={_node} Default=YES MaxTime=INFINITE State=UP

        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
