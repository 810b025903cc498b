using System.CommandLine;
using Edge.Ctl.Config;
using Edge.Ctl.Dicom;

var root = new RootCommand("Operates an Edge appliance. Exit codes: 0 done, 1 the thing asked failed, 2 wrong usage.")
{
    new Command("config", "Device configurations.") { ConfigCheck.Create(), ConfigSchemaVerb.Create() },
    DicomCommand.Create(),
};
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await parsed.InvokeAsync();
    return 2;
}

return await parsed.InvokeAsync();
