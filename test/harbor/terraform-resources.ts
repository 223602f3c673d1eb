// Resources of Harbor's Terraform provider: `|one|other|` is what is applied first, and what it is changed to.

export const resources: Readonly<Record<string, string>> = {
  'labels, of the system and of a project': `
resource "harbor_project" "p" { name = "tf-labels" }
resource "harbor_label" "global" {
  name        = "tf-global"
  color       = "|#FF0000|#00FF00|"
  description = "d"
}
resource "harbor_label" "project" {
  name       = "|tf-one|tf-other|"
  project_id = harbor_project.p.id
}`,
  'a robot of the system': `
resource "harbor_project" "p" { name = "tf-robots" }
resource "harbor_robot_account" "system" {
  name        = "tf-system"
  description = "|one|other|"
  level       = "system"
  secret      = "|Abcdefgh1234|Abcdefgh12345|"
  permissions {
    access {
      action   = "create"
      resource = "label"
    }
    kind      = "system"
    namespace = "/"
  }
  permissions {
    access {
      action   = "|push|pull|"
      resource = "repository"
    }
    kind      = "project"
    namespace = harbor_project.p.name
  }
  permissions {
    access {
      action   = "pull"
      resource = "repository"
    }
    kind      = "project"
    namespace = "*"
  }
}
data "harbor_robot_accounts" "all" { depends_on = [harbor_robot_account.system] }`,
  'a robot of a project': `
resource "harbor_project" "p" { name = "tf-project-robots" }
resource "harbor_robot_account" "project" {
  name     = "tf-project"
  level    = "project"
  duration = |30|60|
  disable  = |false|true|
  permissions {
    access {
      action   = "|pull|list|"
      resource = "|repository|artifact|"
    }
    kind      = "project"
    namespace = harbor_project.p.name
  }
}`,
  'a group, and what it may in a project': `
resource "harbor_project" "p" { name = "tf-group" }
resource "harbor_group" "g" {
  group_name = "tf-group"
  group_type = 3
}
resource "harbor_project_member_group" "known" {
  project_id = harbor_project.p.id
  group_name = harbor_group.g.group_name
  role       = "|developer|maintainer|"
  type       = "oidc"
}
resource "harbor_project_member_group" "new" {
  project_id = harbor_project.p.id
  group_name = "tf-new-group"
  role       = "|guest|limitedguest|"
  type       = "oidc"
}
data "harbor_project_member_groups" "all" {
  project_id = harbor_project.p.id
  depends_on = [harbor_project_member_group.known]
}
data "harbor_groups" "all" { depends_on = [harbor_group.g] }`,
  'a project with every setting that is built': `
resource "harbor_project" "p" {
  name                   = "tf-settings"
  public                 = |true|false|
  vulnerability_scanning = |true|false|
  auto_sbom_generation   = |false|true|
  force_destroy          = true
}`,
  'settings of the system': `
resource "harbor_config_system" "main" {
  project_creation_restriction = "|adminonly|everyone|"
  session_timeout              = |60|30|
  token_expiration             = 30
  robot_token_expiration       = |30|31|
  robot_name_prefix            = "|harbor@|robot$|"
  banner_message {
    message = "|one|other|"
  }
}`,
  'sign-in with LDAP': `
resource "harbor_config_auth" "ldap" {
  auth_mode            = "ldap_auth"
  primary_auth_mode    = true
  ldap_url             = "ldap://127.0.0.1:389"
  ldap_search_dn       = "cn=admin,dc=example,dc=org"
  ldap_search_password = "Not@SecurePassw0rd"
  ldap_base_dn         = "|dc=example,dc=org|dc=example,dc=net|"
  ldap_uid             = "|email|uid|"
  ldap_verify_cert     = false
}`,
  'sign-in with OpenID Connect': `
resource "harbor_config_auth" "oidc" {
  auth_mode          = "oidc_auth"
  primary_auth_mode  = true
  oidc_name          = "|one|other|"
  oidc_endpoint      = "https://login.example.com/tenant/v2.0"
  oidc_client_id     = "id"
  oidc_client_secret = "secret"
  oidc_scope         = "openid,|email|profile|"
  oidc_verify_cert   = true
  oidc_auto_onboard  = |true|false|
  oidc_user_claim    = "name"
  oidc_admin_group   = "administrators"
}`,
  'a schedule that purges the audit log': `
resource "harbor_purge_audit_log" "main" {
  schedule             = "|Daily|Weekly|"
  audit_retention_hour = |24|48|
  include_event_types  = "create_artifact,|pull_artifact|delete_artifact|"
}`,
}

/** What waits for a later part of this server: once it can be applied, it belongs to those above. */
export const notYet: Readonly<Record<string, string>> = {
  'accepted vulnerabilities': `
resource "harbor_config_security" "s" { cve_allowlist = ["CVE-2024-1"] }`,
  'a quota': `
resource "harbor_project" "q" {
  name          = "tf-quota"
  storage_quota = 10
}`,
}
