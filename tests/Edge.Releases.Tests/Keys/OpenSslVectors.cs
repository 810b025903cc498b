namespace Edge.Releases.Tests.Keys;

/// <summary>Keys made by OpenSSL 3.0, and its signatures over "Edge release" (openssl dgst -sign, openssl pkeyutl -rawin).</summary>
internal static class OpenSslVectors
{
    public const string P256 = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJFKLdEXQTC4VT2w412tM0qJLyJRt
        vRhoFy2GNLq4ISo54eieEnGEjjm2Z+YjiYcftyD40r2FsZvgYcJoMoB3Cg==
        -----END PUBLIC KEY-----
        """;

    public const string P256Signature =
        "3046022100afeae64bb12768d651f97e368e0f082952fa39e25eb89cf7403aa6c429d5fca3022100c11cf8ecfc6ce83e991ba50ba50cabd4a7bda92d1b1958700d8a7db2e5f61f51";

    public const string P384 = """
        -----BEGIN PUBLIC KEY-----
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAElSFRbxKiJ1JEhafWYZJ+Tb1XQr/NSwlA
        0+ukeNyzTJuz8+5809cPSEBAL0fQvCxurRtnXbFMGgE+ZmzCvnis3Y0eCznyBL+M
        wJTYwS7Dc3FYnXwWqz2AyIdiVUc1IVgO
        -----END PUBLIC KEY-----
        """;

    public const string P384Signature =
        "3066023100dfb4d8f2b35f79ddf44fa07b0d05d1cb430236f87213892c479aead52984d7e113605c8d889059642ae134926b0eb4d2"
        + "023100e7d1bad05f7d0bfb83bb3ca152e9d4b260caf4566f4d469ac836a5b628da7afbb8aa2a79e28d28f6b8210b890cfa09b6";

    public const string Rsa = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnyav45ZNzsdSzuC3aG1e
        TtTthG8nTXOQFNQxS8zDZvuHTKMFchFA2BQhswIiy+jXuYQpIgvAuOybVwkzyz5k
        vEXoQ246C3kdMj/9h0Ny6DGKXsTY+nVxArGuF4kuJTGWcab7ZiWFiYrAFNttLM/8
        QoiUg0IDF65mZLK0dOYNpqLgQ6GOU0F4qxywhGGUPs548THdP6QYyqjsSwOnoHs2
        16feX0M3jzuFr3qVo2BqU3KsQcy5f4CnPclUKzRpngo/go/qdLfA+HfC0eRVUUxB
        etnU2ulUvrY6SQhVyNuGtZTS3i5s6BA23AHXmMX7Qmvz7FmcV2M4xeDLDNE7k1uC
        awIDAQAB
        -----END PUBLIC KEY-----
        """;

    public const string RsaSignature =
        "4df3d9059340e8258e4c10584e4db9b9ae3558bc7f7dc11a31a4b9de0e5ac3d25e53cf24b3b0872baeb95a55fca5460751858e355fd199150ae96d35d90ad961"
        + "2d1adc1fabd8c802725289daade3ba874703789a9330df7e976d396bb0d522b8e345d46b0c6f99b999823935a0ca5347420f6f43d5563f244ae6b336a0079496"
        + "725ac5b66086861e69894ebb652808ea5c2137ba52158e3d94e7afcd9a2d4fe94f7bbe1f3198d97adb5eefc74488b9256e1f16d906658b8631082c7cb1ca220e"
        + "ca38219340eadb329b481624327e6309ce83edbc302ed2dd033021d5ebefeb67dd7dcba923f62ea6e3eb43de3e315647e7b078b40692516d4c0e6894a9e88ff0";

    public const string Ed25519 = "d21baf519553c18c5a4d71e81f6349beb9c2ed6c63c10105003fb46dfb15bff9";

    public const string Ed25519Signature =
        "31746af0ca1dbba3feb8ddb95f9cf005fb5e4c84f04f5c7ba8ade0bb73f5bb2ec8fa349849dbcdc9b1e6d4d0b09c144f8029df6491c1777ab258e6479347340b";

    /// <summary>1024 bits: too short.</summary>
    public const string ShortRsa = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDHp/BZvIaDQ1ZvtMgFDeRZ6ZW7
        Te0Yqxf0Nl7RcjQi+YpK2fVNrp0dg6QEMy79R8iVKn0nSH5raxG2avKK52ms8OfG
        Q7ovYJtrFdNGxSmViF2Wg6x9dY3j4fa0gP88SEPw4UIjLrEAAcvU1JQck8dSEaK4
        qhOSzcUQeCYwdqUB6wIDAQAB
        -----END PUBLIC KEY-----
        """;

    /// <summary>A curve that is not used here.</summary>
    public const string Secp256k1 = """
        -----BEGIN PUBLIC KEY-----
        MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAE7sCLMgLOwkJqdPB9+51UCTGVm0ItUCbr
        W5P3Q4ZIw4v4p91qGvGBTM8/Kaw+xRtTXVdjDOhduYoeY3EebHr2Hw==
        -----END PUBLIC KEY-----
        """;

    /// <summary>P-256 given by its parameters instead of its name.</summary>
    public const string ExplicitP256 = """
        -----BEGIN PUBLIC KEY-----
        MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA
        AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////
        ///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd
        NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5
        RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA
        //////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABF3hU25t8inxbCY9USoqqfKC
        VeXlmWysAl5OjdtWuYcQi63zGzvQ03r3tSBF0toPTYQZatEgwLXN402JV5+c9dk=
        -----END PUBLIC KEY-----
        """;
}
