using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Edge.Contracts.Tests.Configuration;

public sealed class ConfigFileTests
{
    private static readonly string Workstation = File.ReadAllText(RepositoryRoot.Find("device-configs/workstation.json"));

    [Fact]
    public void Parse_ManyShapeMistakes_ReportsEachWithItsPath()
    {
        ConfigOutcome outcome = Parse(Changed(root =>
        {
            root["dicom"]!["listeners"]![0]!["port"] = "eleven";
            root["dicom"]!["listeners"]![0]!["adress"] = "127.0.0.1";
            root["dicom"]!.AsObject().Remove("idleSeconds");
            root["inbox"]!["minFreeMiB"] = 1.5;
            root["studies"]!["byCallingAe"]!["CT1"] = "ten";
            root["web"] = null;
            root["routes"] = "none";
            root.AsObject().Remove("device");
        }));

        Assert.Null(outcome.Config);
        Assert.Equal(
            [
                "device", "dicom.idleSeconds", "dicom.listeners[0].adress", "dicom.listeners[0].port", "inbox.minFreeMiB", "routes",
                "studies.byCallingAe.CT1", "web",
            ],
            outcome.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parse_WrongArchivesAndScheduling_ReportsEachWithItsPath()
    {
        ConfigOutcome outcome = Parse(Changed(root =>
        {
            root["pacs"] = new JsonArray(new JsonObject
            {
                ["name"] = "archive",
                ["host"] = "pacs",
                ["port"] = 104,
                ["aeTitle"] = "ARCHIVE",
                ["tls"] = null,
                ["commitment"] = null,
                ["results"] = new JsonObject { ["kinds"] = new JsonArray("sr", "sr"), ["models"] = new JsonArray("a", "No Model", "a"), ["associations"] = 9 },
            });
            root["scheduling"] = new JsonObject { ["routineWaitSeconds"] = -1, ["backfillWaitSeconds"] = null, ["backfillAfterHours"] = 0.5, ["memoryMiB"] = 1 };
            root["routes"]![0]!["urgency"] = "stat";
        }));
        Assert.Equal(
            [
                "pacs[0].results.associations", "pacs[0].results.kinds", "pacs[0].results.models[1]", "pacs[0].results.models[2]", "scheduling.backfillAfterHours",
                "scheduling.memoryMiB", "scheduling.routineWaitSeconds",
            ],
            outcome.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parse_BackfillBeforeRoutine_IsRefused()
    {
        ConfigOutcome outcome = Parse(Changed(root => root["scheduling"] =
            new JsonObject { ["routineWaitSeconds"] = null, ["backfillWaitSeconds"] = 60, ["backfillAfterHours"] = null, ["memoryMiB"] = null }));
        Assert.Equal("scheduling.backfillWaitSeconds", Assert.Single(outcome.Problems).Path);
    }

    [Fact]
    public void Parse_UnknownKindOrUrgency_IsRefused()
    {
        ConfigOutcome outcome = Parse(Changed(root => root["routes"]![0]!["urgency"] = "soon"));
        Assert.Equal("routes[0].urgency", Assert.Single(outcome.Problems).Path);
    }

    [Fact]
    public void Parse_ManyWrongValues_ReportsEachWithItsPath()
    {
        ConfigOutcome outcome = Parse(Changed(root =>
        {
            root["device"]!["id"] = "a b";
            root["dicom"]!["aeTitle"] = "SEVENTEEN-LETTERS";
            root["dicom"]!["listeners"]![0]!["port"] = 70000;
            root["dicom"]!["maxPduBytes"] = 1;
            root["web"]!["address"] = "everywhere";
            root["inference"]!["rungs"] = new JsonArray("gpu");
            root["routes"]![1]!["name"] = "radiographs";
            root["routes"]![0]!["when"]![0]!["matches"] = "(?=x)";
        }));

        Assert.Equal(
            [
                "device.id", "dicom.aeTitle", "dicom.listeners[0].port", "dicom.maxPduBytes", "inference.rungs[0]", "routes[0].when[0]",
                "routes[0].when[0].matches", "routes[1].name", "web.address",
            ],
            outcome.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"minFreeMiB":8,"resumeFreeMiB":8,"warnFreeMiB":8,"retention":{"days":1,"freeMiB":8}}""", "")]
    [InlineData("""{"minFreeMiB":8,"resumeFreeMiB":null,"warnFreeMiB":null,"retention":{"days":null,"freeMiB":10}}""", "")]
    [InlineData("""{"minFreeMiB":8,"resumeFreeMiB":7,"warnFreeMiB":7,"retention":null}""", "inbox.resumeFreeMiB inbox.warnFreeMiB")]
    [InlineData("""{"minFreeMiB":8,"resumeFreeMiB":null,"warnFreeMiB":null,"retention":{"days":0,"freeMiB":9}}""", "inbox.retention.days inbox.retention.freeMiB")]
    [InlineData("""{"minFreeMiB":8,"resumeFreeMiB":null,"warnFreeMiB":null,"retention":{"days":null,"freeMiB":null}}""", "inbox.retention")]
    public void Parse_InboxLevels_MustBeInOrder(string inbox, string problems) => Assert.Equal(
        problems,
        string.Join(' ', Parse(Changed(root => root["inbox"] = JsonNode.Parse(inbox))).Problems.Select(problem => problem.Path)));

    [Theory]
    [InlineData("""{"days":1,"freeMiB":null}""", "")]
    [InlineData("""{"days":36501,"freeMiB":1}""", "resultRetention.days resultRetention.freeMiB")]
    [InlineData("""{"days":null,"freeMiB":null}""", "resultRetention")]
    public void Parse_ResultRetention_KeepsTheDiskAsFreeAsTheInboxWants(string retention, string problems) => Assert.Equal(
        problems,
        string.Join(' ', Parse(Changed(root => root["resultRetention"] = JsonNode.Parse(retention))).Problems.Select(problem => problem.Path)));

    [Fact]
    public void Parse_WrongShapesAndWrongValues_ReportsAllAtOnce()
    {
        ConfigOutcome outcome = Parse(Changed(root =>
        {
            root["typo"] = 1;
            root.AsObject().Remove("inbox");
            root["studies"]!["quietSeconds"] = "ten";
            root["dicom"]!["listeners"]![0]!["port"] = 70000;
            root["dicom"]!["idleSeconds"] = "long";
            root["dicom"]!["aeTitle"] = "SEVENTEEN-LETTERS";
            root["web"]!["address"] = "everywhere";
        }));

        Assert.Null(outcome.Config);
        Assert.Equal(
            ["dicom.aeTitle", "dicom.idleSeconds", "dicom.listeners[0].port", "inbox", "studies.quietSeconds", "typo", "web.address"],
            outcome.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parse_WrongBroker_ReportsEachWithItsPath()
    {
        ConfigOutcome outcome = Parse(Changed(root => root["mqtt"] = JsonNode.Parse(
            """
            {"host": "broker", "port": 0, "tls": {"ca": "", "certificate": "c.pem", "key": null}, "keepAliveSeconds": 4, "sessionExpiryDays": -1,
             "metricsSeconds": 0, "quotaMiB": 0}
            """)));
        Assert.Equal(
            ["mqtt.keepAliveSeconds", "mqtt.metricsSeconds", "mqtt.port", "mqtt.quotaMiB", "mqtt.sessionExpiryDays", "mqtt.tls.ca", "mqtt.tls.key"],
            outcome.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"host": "broker", "port": 1883, "loginFile": "login"}""", "mqtt.loginFile")]
    [InlineData("""{"host": "127.0.0.1", "port": 1883, "loginFile": "login"}""", "")]
    [InlineData("""{"host": "broker", "port": 8883, "loginFile": "login", "tls": {"ca": "ca.pem", "certificate": null, "key": null}}""", "")]
    public void Parse_PasswordWithoutTls_OnlyForThisMachine(string mqtt, string problems) => Assert.Equal(
        problems, string.Join(' ', Parse(Changed(root => root["mqtt"] = JsonNode.Parse(mqtt))).Problems.Select(problem => problem.Path)));

    [Fact]
    public void Parse_BrokerWithTls_PathsStartAtTheFile()
    {
        MqttConfig broker = Parse(Changed(root => root["mqtt"] = JsonNode.Parse(
            """{"host": "broker", "port": 8883, "loginFile": "login", "tls": {"ca": "tls/ca.pem", "certificate": "/abs/c.pem", "key": "k.pem"}}"""))).Config!.Mqtt!;
        Assert.Equal(new MqttTlsConfig("/etc/edge/tls/ca.pem", "/abs/c.pem", "/etc/edge/k.pem"), broker.Tls);
        Assert.Equal("/etc/edge/login", broker.LoginFile);
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromDays(30), true), (broker.KeepAlive, broker.SessionExpiry, broker.IsAcknowledged));
    }

    [Fact]
    public void Parse_WrongCommitment_ReportsEachWithItsPath()
    {
        ConfigOutcome outcome = Parse(Changed(root =>
        {
            root["dicom"]!["callingAes"] = new JsonArray("CT");
            root["dicom"]!["commitment"] = JsonNode.Parse(
                """{"pacs": "none", "requesters": {"CT\\1": {"host": "", "port": 0, "tls": null}}, "giveUpSeconds": 1}""");
            root["pacs"] = JsonNode.Parse(
                """
                [{"name": "a", "host": "h", "port": 1, "aeTitle": "A", "tls": null,
                  "commitment": {"aeTitle": "", "port": 0, "waitSeconds": -1, "reportSeconds": 0, "giveUpSeconds": 1e9}}]
                """);
        }));

        Assert.Equal(
            [
                "dicom.commitment.giveUpSeconds", "dicom.commitment.pacs", "dicom.commitment.requesters.CT\\1", "dicom.commitment.requesters.CT\\1.host",
                "dicom.commitment.requesters.CT\\1.port", "pacs[0].commitment", "pacs[0].commitment.aeTitle", "pacs[0].commitment.giveUpSeconds",
                "pacs[0].commitment.port", "pacs[0].commitment.reportSeconds", "pacs[0].commitment.waitSeconds",
            ],
            outcome.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parse_WrongFrontDoor_ReportsEachWithItsPath()
    {
        ConfigOutcome outcome = Parse(Changed(root =>
        {
            JsonNode dicom = root["dicom"]!;
            dicom["networks"] = new JsonArray("10.0.0.1/8", "10.0.0.0/8", "10.0.0.0/8");
            dicom["callingAes"] = new JsonArray();
            dicom["calledAes"] = new JsonArray(" EDGE", "BACK\\SLASH");
            dicom["users"] = JsonNode.Parse("""{"required": true, "accounts": [{"name": "", "passwordHash": "secret"}]}""");
            dicom["maxAssociationsPerPeer"] = 0;
            dicom["maxMiBPerSecondPerPeer"] = 0.01;
            dicom["handshakeSeconds"] = 600;
            dicom["listeners"]!.AsArray().Add(JsonNode.Parse("""{"address": "0.0.0.0", "port": 11112, "tls": null}"""));
            root["pacs"] = JsonNode.Parse(
                """[{"name": "a", "host": "h", "port": 1, "aeTitle": "A", "tls": {"ca": "", "certificate": "c.crt", "key": null, "serverName": null}, "commitment": null}]""");
        }));

        Assert.Equal(
            [
                "dicom.calledAes[0]", "dicom.calledAes[1]", "dicom.callingAes", "dicom.handshakeSeconds", "dicom.listeners[1]",
                "dicom.maxAssociationsPerPeer", "dicom.maxMiBPerSecondPerPeer", "dicom.networks[0]", "dicom.networks[2]", "dicom.users",
                "dicom.users.accounts[0].name", "dicom.users.accounts[0].passwordHash", "pacs[0].tls.ca", "pacs[0].tls.key",
            ],
            outcome.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("none", "ca.crt", "dicom.listeners[0].tls.clientCa")]
    [InlineData("required", null, "dicom.listeners[0].tls.clientCa")]
    [InlineData("always", "ca.crt", "dicom.listeners[0].tls.clientCertificate")]
    public void Parse_WrongTls_IsReported(string mode, string? authority, string path)
    {
        ConfigOutcome outcome = Parse(Changed(root => root["dicom"]!["listeners"]![0]!["tls"] = new JsonObject
        {
            ["certificate"] = "a.crt",
            ["key"] = "a.key",
            ["clientCa"] = authority,
            ["clientCertificate"] = mode,
        }));
        Assert.Contains(path, outcome.Problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Parse_Tls_PathsStartAtTheFile()
    {
        ConfigOutcome outcome = Parse(Workstation, """dicom.listeners.0.tls={"certificate":"a.crt","key":"/k/a.key","clientCa":"ca.crt","clientCertificate":"optional"}""");
        Assert.Empty(outcome.Problems);
        Assert.Equal(
            new ListenerTlsConfig("/etc/edge/a.crt", "/k/a.key", "/etc/edge/ca.crt", ClientCertificateMode.Optional), outcome.Config!.Dicom.Listeners[0].Tls);
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "Write an object")]
    [InlineData("null", "Write an object")]
    [InlineData("{\"web\": 1, \"web\": 2}", "no JSON")]
    public void Parse_NoConfiguration_SaysSo(string json, string expected)
    {
        ConfigProblem problem = Parse(json).Problems[0];
        Assert.Equal("$", problem.Path);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NullableMembers_MayBeNullButNotMissing()
    {
        ConfigOutcome outcome = Parse(Changed(root => root.AsObject().Remove("mqtt")));
        Assert.Equal("mqtt", Assert.Single(outcome.Problems).Path);
        Assert.Null(Parse(Workstation).Config!.Mqtt);
    }

    [Fact]
    public void Parse_UnknownAttribute_IsReported()
    {
        ConfigOutcome outcome = ConfigFile.Parse(Encoding.UTF8.GetBytes(Workstation), "/etc/edge", [], keyword => keyword != "Modality");
        Assert.Equal(["routes[0].when[0].attribute", "routes[1].when[0].attribute"], outcome.Problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Parse_RelativePaths_StartAtTheFile() =>
        Assert.Equal("/etc/tools/models/releases", Parse(Workstation).Config!.Models.Directory);

    [Theory]
    [InlineData("dicom.listeners.0.port=0", 0)]
    [InlineData("dicom.listeners.0={\"address\":\"127.0.0.1\",\"port\":5,\"tls\":null}", 5)]
    public void Parse_Override_WinsOverTheFile(string assignment, int port) =>
        Assert.Equal(port, Parse(Workstation, assignment).Config!.Dicom.Listeners[0].Port);

    [Fact]
    public void Parse_OverrideOfNullAndOfListEnd_MakesWhatIsMissing()
    {
        DeviceConfig config = Parse(
            Workstation, "mqtt.host=localhost", "mqtt.port=1883", "dicom.listeners.1.address=::1", "dicom.listeners.1.port=0",
            "dicom.listeners.1.tls=null", "device.site=ab").Config!;
        Assert.Equal(new MqttConfig("localhost", 1883), config.Mqtt);
        Assert.Equal(new DicomListenerConfig("::1", 0, null), config.Dicom.Listeners[1]);
        Assert.Equal("ab", config.Device.Site);
    }

    [Theory]
    [InlineData("dicom.listeners.0.port", "dicom.listeners.0.port")]
    [InlineData("=1", "=1")]
    [InlineData("dicom.listeners.7.port=1", "dicom.listeners.7.port")]
    [InlineData("dicom.listeners.first.port=1", "dicom.listeners.first.port")]
    [InlineData("web.port.x=1", "web.port.x")]
    [InlineData("web.prt=1", "web.prt")]
    [InlineData("web.port=high", "web.port")]
    [InlineData("web.port=-1", "web.port")]
    public void Parse_WrongOverride_IsReportedLikeTheFile(string assignment, string path) =>
        Assert.Contains(path, Parse(Workstation, assignment).Problems.Select(problem => problem.Path));

    [Fact]
    public void Parse_Digest_IsThatOfSortedJsonAndIgnoresLayout()
    {
        string expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            """{"device":{"id":"i","kind":"k","site":"s"},"dicom":{"acceptUnknownSopClasses":true,"aeTitle":"A","artimSeconds":1.5,"calledAes":null,"callingAes":null,"commitment":null,"handshakeSeconds":5,"idleSeconds":60,"listeners":[{"address":"::1","port":0,"tls":null}],"maxAssociations":1,"maxAssociationsPerPeer":1,"maxMiBPerSecondPerPeer":null,"maxObjectMiB":1,"maxPduBytes":4096,"networks":null,"users":null},"inbox":{"minFreeMiB":1,"resumeFreeMiB":null,"retention":null,"warnFreeMiB":null},"inference":{"deadlineSeconds":1,"maxDeaths":1,"program":null,"rungs":["cpu"],"spinDurationUs":0,"threads":1},"models":{"directory":"m"},"mqtt":null,"pacs":[],"routes":[],"studies":{"byCallingAe":{},"counts":[],"quietSeconds":1,"releasedQuietSeconds":null,"settleSeconds":1,"stack":null},"updates":null,"web":{"address":"::1","port":0,"stow":null}}""")));
        const string Json = """
            {
              "$schema": "x.json",
              "web": {"port": 0, "address": "::1", "stow": null}, "updates": null, "pacs": [], "mqtt": null, "models": {"directory": "m"}, "routes": [],
              "inference": {"program": null, "rungs": ["cpu"], "threads": 1, "spinDurationUs": 0, "deadlineSeconds": 1, "maxDeaths": 1},
              "studies": {"quietSeconds": 1, "releasedQuietSeconds": null, "settleSeconds": 1, "counts": [], "stack": null, "byCallingAe": {}}, "inbox": {"minFreeMiB": 1, "resumeFreeMiB": null, "warnFreeMiB": null, "retention": null},
              "dicom": {"aeTitle": "A", "listeners": [{"address": "::1", "port": 104, "tls": null}], "maxAssociations": 1, "maxPduBytes": 4096,
                        "calledAes": null, "callingAes": null, "networks": null, "users": null, "maxAssociationsPerPeer": 1,
                        "maxMiBPerSecondPerPeer": null, "handshakeSeconds": 5,
                        "maxObjectMiB": 1, "artimSeconds": 1.5, "idleSeconds": 60, "commitment": null, "acceptUnknownSopClasses": true},
              "device": {"site": "s", "id": "i", "kind": "k"}
            }
            """;
        ConfigOutcome outcome = Parse(Json, "dicom.listeners.0.port=0");
        Assert.Empty(outcome.Problems);
        Assert.Equal(expected, outcome.Digest);
    }

    [Fact]
    public void Read_NoSuchFile_SaysSo() =>
        Assert.Contains("cannot be read", Assert.Single(ConfigFile.Read("/nowhere/config.json", [], static _ => true).Problems).Message, StringComparison.Ordinal);

    private static ConfigOutcome Parse(string json, params string[] overrides) =>
        ConfigFile.Parse(Encoding.UTF8.GetBytes(json), "/etc/edge", overrides, static _ => true);

    private static string Changed(Action<JsonNode> change)
    {
        JsonNode root = JsonNode.Parse(Workstation)!;
        change(root);
        return root.ToJsonString();
    }
}
