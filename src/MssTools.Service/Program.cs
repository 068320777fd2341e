using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using MssTools.Core;

namespace MssTools.Service;

/// <summary>Entry point of the service. It lies beside the engine; what the module shares with its users lies one folder above.</summary>
public static class Program
{
    /// <summary>Runs a service until it is asked to end, or one operation of Microsoft DSC on the service that runs.</summary>
    /// <param name="args">
    /// <c>--state-path</c> and the folder; <c>--detached</c> where it outlives the terminal that started it, and writes its log to the folder;
    /// <c>--evostream-api</c> where its control interface takes commands of EvoStream Media Server, too; <c>--cluster</c> and the address of a store, with
    /// <c>--node</c>, <c>--label</c>, <c>--node-port</c> and <c>--node-address</c>, where it is a node. Or
    /// <c>dsc</c>, an operation and a resource.
    /// </param>
    /// <returns>0; 1 where it could not start; 2 where the arguments are wrong; of DSC, what the manifests say.</returns>
    public static async Task<int> Main(string[] args)
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
            Path.Join(AppContext.BaseDirectory, "..", name.Name + ".dll") is { } path && File.Exists(path) ? context.LoadFromAssemblyPath(Path.GetFullPath(path)) : null;
        return args is [DscProgram.Word, ..] ? RunDsc(args[1..]) : await RunAsync(args);
    }

    // DSC speaks UTF-8, whatever the code page of the console.
    private static int RunDsc(string[] args)
    {
        using Stream input = Console.IsInputRedirected ? Console.OpenStandardInput() : Stream.Null;
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        using var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return DscProgram.Run(args, input, output, error);
    }

    // A method of its own: the runtime loads the engine when it compiles what names it.
    private static Task<int> RunAsync(string[] args)
    {
        ServiceArguments? arguments = ServiceArguments.Read(args);
        if (arguments is not null)
        {
            return arguments.IsManaged && OperatingSystem.IsWindows()
                ? Task.FromResult(WindowsService.Run((asked, ready) => ServiceProcess.Run(arguments, asked, ready)))
                : ServiceProcess.RunAsync(arguments);
        }

        string? version = Assembly.GetExecutingAssembly().GetName().Version?.ToString(fieldCount: 3);
        Console.Error.WriteLine($"MssTools.Service {version}: --state-path <folder> [--detached] [--evostream-api] [--cluster <url> [--node <name>] [--label <key=value>]... [--node-port <port>] [--node-address <address>]]. Start-MSSService and Install-MSSService start it.");
        return Task.FromResult(2);
    }
}
