using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;
using MssTools.Cmdlets;
using MssTools.HelpBuilder;

if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: MssTools.HelpBuilder docs-folder output-folder");
    return 2;
}

string docs = args[0];
string output = args[1];
Directory.CreateDirectory(output);

IEnumerable<XElement> commands =
    from type in typeof(MssCmdlet).Assembly.GetExportedTypes()
    let name = type.GetCustomAttribute<CmdletAttribute>()
    where name is not null
    let info = new CmdletInfo($"{name.VerbName}-{name.NounName}", type)
    orderby info.Name
    select Maml.Command(info, CommandPage.Read(Path.Join(docs, "cmdlets", info.Name + ".md")));
Maml.Document(commands).Save(Path.Join(output, "MssTools.Cmdlets.dll-Help.xml"));

foreach (string topic in Directory.EnumerateFiles(Path.Join(docs, "about"), "about_*.md"))
{
    string text = AboutTopic.Render(File.ReadAllLines(topic));
    File.WriteAllText(Path.Join(output, Path.GetFileNameWithoutExtension(topic) + ".help.txt"), text);
}

return 0;
